// Swedish words for the text editor, which asks window.gettext for them.
const words = {
  "Update": "Uppdatera", "Insert": "Infoga", "Cancel": "Avbryt", "URL": "Adress", "Title": "Titel",
  "Edit Link": "Länk", "Insert Table": "Infoga tabell", "Table Properties": "Tabell", "Rows": "Rader",
  "Columns": "Kolumner", "Include header row": "Med rubrikrad", "List properties": "Lista", "List type": "Slag",
  "Start at": "Börja på", "Bullets": "Punkter", "Decimal numbers": "Siffror", "Lowercase letters": "Små bokstäver",
  "Uppercase letters": "Stora bokstäver", "Lowercase Roman numerals": "Små romerska siffror",
  "Uppercase Roman numerals": "Stora romerska siffror", "Open in new window": "Öppna i nytt fönster",
};
window.gettext = (text) => words[text] ?? text;
