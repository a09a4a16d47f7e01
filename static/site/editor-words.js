// Swedish words for the text editor, and its label for those who hear the page. The editor has words for its
// dialogues only through window.gettext, and for its buttons not at all.
const words = {
  "Update": "Uppdatera", "Insert": "Infoga", "Cancel": "Avbryt", "URL": "Adress", "Title": "Titel",
  "Edit Link": "Länk", "Insert Table": "Infoga tabell", "Table Properties": "Tabell", "Rows": "Rader",
  "Columns": "Kolumner", "Include header row": "Med rubrikrad", "List properties": "Lista", "List type": "Slag",
  "Start at": "Börja på", "Bullets": "Punkter", "Decimal numbers": "Siffror", "Lowercase letters": "Små bokstäver",
  "Uppercase letters": "Stora bokstäver", "Lowercase Roman numerals": "Små romerska siffror",
  "Uppercase Roman numerals": "Stora romerska siffror", "Open in new window": "Öppna i nytt fönster",
  "paragraph": "Brödtext", "heading 3": "Underrubrik", "unordered list": "Punktlista", "ordered list": "Numrerad lista",
  "bold": "Fetstil", "italic": "Kursiv", "insert link": "Infoga länk", "remove link": "Ta bort länk",
  "Insert table": "Infoga tabell", "Add column": "Lägg till kolumn", "Delete column": "Ta bort kolumn",
  "Add row": "Lägg till rad", "Delete row": "Ta bort rad", "Merge cells": "Slå ihop celler",
  "Split cell": "Dela cell", "Toggle header cell": "Rubrikcell av eller på", "Delete table": "Ta bort tabell", "undo": "Ångra", "redo": "Gör om",
  "Heading 3": "Underrubrik", "Paragraph": "Brödtext", "Yes": "Ja", "No": "Nej",
};
window.gettext = (text) => words[text] ?? text;

function inSwedish(editor) {
  for (const button of editor.querySelectorAll(".prose-menubar button[title]")) {
    if (button.title in words) {
      button.setAttribute("aria-label", words[button.title]);
      button.title = words[button.title];
    }
  }
  for (const option of editor.querySelectorAll(".prose-menubar__option > *")) {
    if (option.textContent in words) option.textContent = words[option.textContent];
  }
  for (const option of editor.querySelectorAll("dialog option")) {
    if (option.textContent in words) {
      option.value = option.textContent; // the editor reads the choice by its English word
      option.textContent = words[option.value];
    }
  }
  for (const dialog of editor.querySelectorAll("dialog:not([aria-label])")) {
    dialog.setAttribute("aria-label", dialog.querySelector("h3").textContent);
  }
  const area = editor.querySelector("[role=textbox]");
  const label = document.querySelector(`label[for="${editor.querySelector("textarea")?.id}"]`);
  if (area && label && !area.hasAttribute("aria-label")) {
    area.setAttribute("aria-label", label.textContent);
    label.addEventListener("click", () => area.focus());
  }
}

new MutationObserver(() => document.querySelectorAll(".prose-editor").forEach(inSwedish))
  .observe(document.documentElement, { childList: true, subtree: true });
