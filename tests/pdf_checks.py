"""Every structural fault of a PDF that says it is PDF/A-2a and PDF/UA-1, signed or not.

It reads the file as pikepdf finds it and trusts nothing that made it. It is no validator: what it looks at
is listed in docs/documents.md.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary

from tests.pdf_file import Element, File, Mark, unicode_of

NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
}
# Where a role may stand, and whether it may hold words itself (ISO 32000-1, 14.8.4).
GROUPS = {"Document", "Part", "Art", "Sect", "Div", "BlockQuote"}
HEADINGS = {"H1", "H2", "H3", "H4", "H5", "H6"}
PARENTS = {
    "Document": {"StructTreeRoot"},
    "LI": {"L"},
    "Lbl": {"LI"},
    "LBody": {"LI"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
}
KIDS = {
    "L": {"LI", "L", "Caption"},
    "LI": {"Lbl", "LBody"},
    "Table": {"THead", "TBody", "TFoot", "TR", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
}
ROLES = GROUPS | HEADINGS | PARENTS.keys() | KIDS.keys() | {"P", "Caption", "Span", "Link", "Figure", "Form"}
WORDLESS = GROUPS | KIDS.keys()
MAY_BE_EMPTY = {"TD", "TH", "TR"}  # a row too, when cells from above cover it
FORBIDDEN = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Movie", "/Sound"}


def faults(content: bytes) -> list[str]:
    """What is wrong with the file, in words; empty when nothing is found."""
    file = File(content)
    with file.pdf:
        return [fault for check in CHECKS for fault in check(file)]


# --- the file ------------------------------------------------------------------------------------------


def catalogue(file: File) -> Iterator[str]:
    root, pdf = file.pdf.Root, file.pdf
    intents = [row for row in root.get("/OutputIntents", []) if row.get("/S") == "/GTS_PDFA1"]
    if pdf.is_encrypted:
        yield "the file is encrypted"
    if not file.content.startswith(b"%PDF-1.7"):
        yield "the file is not PDF 1.7"
    if "/ID" not in pdf.trailer:
        yield "the trailer has no ID"
    if not root.get("/Lang"):
        yield "the catalogue has no language"
    if not root.get("/MarkInfo", Dictionary()).get("/Marked") or root.MarkInfo.get("/Suspects"):
        yield "the file does not say that it is tagged"
    if not root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle"):
        yield "the title is not displayed"
    if len(intents) != 1 or intents[0].DestOutputProfile.get("/N") != 3:
        yield "there is not one output intent with an RGB profile"
    for key in {"/OpenAction", "/AA", "/OCProperties", "/Collection", "/Requirements"} & set(root.keys()):
        yield f"the catalogue has {key}"
    for key in {"/JavaScript", "/EmbeddedFiles"} & set(root.get("/Names", Dictionary()).keys()):
        yield f"the catalogue names {key}"
    form = root.get("/AcroForm", Dictionary())
    if form.get("/NeedAppearances") or "/XFA" in form:
        yield "the form asks the viewer to draw it, or is XFA"


def objects(file: File) -> Iterator[str]:
    for item in file.pdf.objects:
        if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            continue
        found = {str(item.get("/S")), str(item.get("/Type"))} & (FORBIDDEN | {"/Filespec"})
        if found or "/AA" in item:
            yield f"object {item.objgen[0]} is {found or 'an additional action'}"
        if isinstance(item, pikepdf.Stream) and ("/F" in item or "LZW" in str(item.get("/Filter"))):
            yield f"stream {item.objgen[0]} is in another file or packed with LZW"
        if isinstance(item, pikepdf.Stream) and (item.get("/Interpolate") or "/Alternates" in item):
            yield f"image {item.objgen[0]} is smoothed or has alternates"


def metadata(file: File) -> Iterator[str]:
    def text(path: str) -> str:
        return file.xmp.findtext(f".//{path}", default="", namespaces=NS)

    info, language = file.pdf.docinfo, str(file.pdf.Root.get("/Lang", ""))
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    titles = {row.get(lang): row.text for row in file.xmp.iterfind(".//dc:title/rdf:Alt/rdf:li", NS)}
    prefixes = [row.text for row in file.xmp.iterfind(".//pdfaExtension:schemas//pdfaSchema:prefix", NS)]
    if "/Filter" in file.pdf.Root.Metadata:
        yield "the metadata is packed"
    if len(file.xmp.findall("rdf:RDF", NS)) != 1:
        yield "the metadata has not one rdf:RDF"
    if (text("pdfaid:part"), text("pdfaid:conformance")) != ("2", "A"):
        yield "the metadata does not say PDF/A-2a"
    if text("pdfuaid:part") != "1" or prefixes != ["pdfuaid"]:
        yield "the metadata does not say PDF/UA-1, or not what that word means"
    if not titles.get("x-default") or titles.get(language) != titles.get("x-default"):
        yield "the metadata has no title in the document's language"
    if text("dc:language/rdf:Bag/rdf:li") != language:
        yield "the metadata has another language than the catalogue"
    for key, said in {
        "/Title": titles.get("x-default"),
        "/Author": text("dc:creator/rdf:Seq/rdf:li"),
        "/Producer": text("pdf:Producer"),
    }.items():
        if str(info.get(key, "")) != said:
            yield f"Info and metadata differ in {key}"


def bookmarks(file: File) -> Iterator[str]:
    headings = sum(element.role in HEADINGS for element in file.elements)
    if headings > 1 and "/First" not in file.pdf.Root.get("/Outlines", Dictionary()):
        yield "there are headings and no bookmarks"


# --- the tag tree --------------------------------------------------------------------------------------


def roles(file: File) -> Iterator[str]:
    if [kid.role for kid in file.root.kids] != ["Document"]:
        yield "the tag tree has not one Document"
    for element in file.elements:
        parent = element.parent or file.root
        where = f"{parent.role}/{element.role}"
        if element.role not in ROLES:
            yield f"{where}: no standard role"
        if parent.role not in PARENTS.get(element.role, {parent.role}):
            yield f"{where}: may not stand there"
        if element.role not in KIDS.get(parent.role, {element.role}):
            yield f"{where}: may not stand there"
        if element.source.P.objgen != parent.source.objgen:
            yield f"{where}: points to another parent"
        if element.role in WORDLESS and element.marks:
            yield f"{where}: holds words itself"
        if not (element.kids or element.marks or element.objects or element.role in MAY_BE_EMPTY):
            yield f"{where}: is empty"


def headings(file: File) -> Iterator[str]:
    levels = [int(element.role[1]) for element in file.elements if element.role in HEADINGS]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"the document has not one H1 first: {levels}"
    if any(lower - upper > 1 for upper, lower in pairwise(levels)):
        yield f"a heading skips a level: {levels}"


def figures(file: File) -> Iterator[str]:
    for element in file.having("Figure"):
        if not str(element.source.get("/Alt", "")).strip():
            yield "a figure has no alternative text"
        if len(element.attributes.get("BBox", [])) != 4:
            yield "a figure has no box"


def lists(file: File) -> Iterator[str]:
    for element in file.having("L"):
        items = [kid for kid in element.kids if kid.role == "LI"]
        labels = [kid for item in items for kid in item.kids if kid.role == "Lbl"]
        if labels and "ListNumbering" not in element.attributes:
            yield "a list with labels does not say which they are"
        if [item for item in items if "LBody" not in [kid.role for kid in item.kids]]:
            yield "an item of a list has no body"


def tables(file: File) -> Iterator[str]:
    named = dict(pikepdf.NameTree(tree).items()) if (tree := _id_tree(file)) is not None else {}
    for table in file.having("Table"):
        rows = _rows(table)
        widths = _widths(rows)
        if len(set(widths)) > 1:
            yield f"the rows of a table differ in width: {widths}"
        is_headed = all(cell.attributes.get("Scope") == "/Column" for cell in rows[0].kids)
        for cell in (kid for row in rows for kid in row.kids):
            names = [str(name) for name in cell.attributes.get("Headers", [])]
            if cell.role == "TH" and cell.attributes.get("Scope") not in ("/Row", "/Column", "/Both"):
                yield "a heading of a table has no scope"
            if cell.role == "TH" and str(cell.source.get("/ID", "")) not in named:
                yield "a heading of a table is not found by its name"
            if cell.role == "TD" and is_headed and not names:
                yield "a cell has no headings"
            if set(names) - named.keys():
                yield "a cell points to a heading that does not exist"


def _id_tree(file: File) -> Any:
    return file.pdf.Root.StructTreeRoot.get("/IDTree")


def _rows(part: Element) -> list[Element]:
    """The rows of a table, without those of tables in its cells."""
    inner = [_rows(kid) for kid in part.kids if kid.role in ("THead", "TBody", "TFoot")]
    return [kid for kid in part.kids if kid.role == "TR"] + [row for rows in inner for row in rows]


def _widths(rows: list[Element]) -> list[int]:
    widths: Counter[int] = Counter()
    for number, row in enumerate(rows):
        for cell in row.kids:
            for below in range(int(cell.attributes.get("RowSpan", 1))):
                widths[number + below] += int(cell.attributes.get("ColSpan", 1))
    return [widths[number] for number in sorted(widths)]


# --- the pages -----------------------------------------------------------------------------------------


def marks(file: File) -> Iterator[str]:
    """Everything drawn is tagged once or is decoration, and tree and pages agree on it."""
    tagged = Counter(mark for element in file.elements for mark in element.marks)
    drawn = Counter(Mark(page, mcid) for page, shown in enumerate(file.shown) for mcid in shown.marks)
    for number, shown in enumerate(file.shown, start=1):
        yield from (f"page {number}: {fault}" for fault in shown.faults)
    if tagged != drawn:
        yield f"tags and pages differ in {len((tagged - drawn) + (drawn - tagged))} pieces"
    if set(drawn.values()) - {1}:
        yield "a piece is numbered twice"
    for element in file.elements:
        for page, mcid in element.marks:
            key = file.pdf.pages[page].obj.get("/StructParents", -1)
            row = file.parents.get(int(key), [])
            if mcid >= len(row) or row[mcid].objgen != element.source.objgen:
                yield f"page {page + 1}: piece {mcid} does not lead back to its {element.role}"


def pages(file: File) -> Iterator[str]:
    for number, page in enumerate(file.pdf.pages, start=1):
        if page.obj.get("/Tabs") != "/S":
            yield f"page {number}: tabs do not follow the tags"
        if "/AA" in page.obj:
            yield f"page {number}: has actions"


def links_and_fields(file: File) -> Iterator[str]:
    holders = {item.objgen: element for element in file.elements for item in element.objects}
    for number, page in enumerate(file.pdf.pages, start=1):
        for item in page.obj.get("/Annots", []):
            holder, kind = holders.get(item.objgen), str(item.Subtype)[1:]
            key = int(item.get("/StructParent", -1))
            if kind not in ("Link", "Widget"):
                yield f"page {number}: an annotation is {kind}"
            if holder is None or holder.role != {"Widget": "Form"}.get(kind, kind):
                yield f"page {number}: a {kind} is not in the tag tree"
            elif key not in file.parents or file.parents[key].objgen != holder.source.objgen:
                yield f"page {number}: a {kind} does not lead back to its tag"
            if not str(item.get("/Contents", item.get("/TU", ""))).strip():
                yield f"page {number}: a {kind} says nothing"
            if not int(item.get("/F", 0)) & 4 or int(item.get("/F", 0)) & (1 | 2 | 32):
                yield f"page {number}: a {kind} is not printed, or is hidden"
            if "/A" in item and str(item.A.get("/S")) not in ("/URI", "/GoTo"):
                yield f"page {number}: a {kind} does {item.A.get('/S')}"


# --- the fonts -----------------------------------------------------------------------------------------


def fonts(file: File) -> Iterator[str]:
    used: dict[str, set[int]] = {}
    known: dict[str, Any] = {}
    for page, shown in zip(file.pdf.pages, file.shown, strict=True):
        for name, codes in shown.glyphs.items():
            font = page.obj.Resources.Font[name]
            key = str(font.BaseFont)
            known[key], used[key] = font, used.get(key, set()) | codes
    for name, codes in used.items():
        yield from (f"{name}: {fault}" for fault in _font(known[name], codes))


def _font(font: Any, codes: set[int]) -> Iterator[str]:
    if font.Subtype != "/Type0" or font.Encoding != "/Identity-H":
        yield "some of its characters are missing (.notdef), or it is no composite font"
        return
    (inner,) = font.DescendantFonts
    descriptor = inner.FontDescriptor
    if "/FontFile2" not in descriptor and "/FontFile3" not in descriptor:
        yield "is not embedded"
        return
    program = TTFont(io.BytesIO(descriptor.get("/FontFile2", descriptor.get("/FontFile3")).read_bytes()))
    names, words, widths = program.getGlyphOrder(), unicode_of(font), _stated_widths(inner)
    for code in sorted(codes):
        text = words.get(code, "")
        if code == 0 or code >= len(names):
            yield f"glyph {code} is .notdef or does not exist"
            continue
        if not text or "\0" in text or {"\ufeff", "\ufffe", "\ufffd"} & set(text):
            yield f"glyph {code} has no character"
        if any("\ue000" <= letter <= "\uf8ff" for letter in text):
            yield f"glyph {code} is a private character"
        real = program["hmtx"][names[code]][0] * 1000 / program["head"].unitsPerEm
        if abs(real - widths.get(code, 1000)) > 1:
            yield f"glyph {code} is {real:.1f} wide and says {widths.get(code, 1000)}"


def _stated_widths(font: Any) -> dict[int, float]:
    found: dict[int, float] = {}
    parts = font.get("/W", Array()).as_list()
    for first, row in zip(parts[::2], parts[1::2], strict=True):
        found |= {int(first) + place: float(width) for place, width in enumerate(row.as_list())}
    return found


CHECKS: tuple[Callable[[File], Iterator[str]], ...] = (
    catalogue,
    objects,
    metadata,
    bookmarks,
    roles,
    headings,
    figures,
    lists,
    tables,
    marks,
    pages,
    links_and_fields,
    fonts,
)
