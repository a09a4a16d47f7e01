"""The basis files of a decision as one PDF to read: a list, then each file in turn.

A convenience, made when it is asked for and not kept: the files that came in are what is kept. A stranger's
PDF brings nothing along but its pages; scripts, actions and embedded files stay behind.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf

from decisions import documents, office, store
from decisions.documents import AppendixDocument, AppendixRow, profile
from decisions.models import BasisItem, Decision, Rendition
from decisions.uploads import PDF

MOST_PAGES = 3000
_LINKS = ("http://", "https://", "mailto:")
NO_FILE = "ingen fil"
LOCKED = "skyddad med lösenord"
UNREADABLE = "går inte att läsa"
NOT_MADE = "ingen PDF-version"
TOO_LONG = "för många sidor"


@dataclass(frozen=True)
class Part:
    """One basis item, with its pages when they could be had."""

    item: BasisItem
    pdf: Pdf | None
    why_not: str = ""


def without_rendition(decision: Decision) -> list[BasisItem]:
    """The items whose files are no PDF and have no version that is."""
    made = renditions(decision)
    rows = decision.basis.exclude(sha256="").exclude(media_type=PDF)
    return [item for item in rows if item.sha256 not in made]


def given(items: Sequence[BasisItem]) -> list[office.Given]:
    """The files as LibreOffice is handed them."""
    return [
        office.Given(PurePosixPath(item.file_name).suffix.lower(), store.get(item.sha256)) for item in items
    ]


def volume(decision: Decision) -> bytes:
    """Every basis file of the decision as one PDF. Raises store.Damaged when a file is not what it was."""
    parts = list(_parts(decision))
    first = 2
    while True:  # the list says on which pages the files begin, and how long it is itself moves them
        cover = documents.render(_cover(decision, parts, first))
        if cover.pages + 1 == first:
            return _joined(cover.content, parts)
        first = cover.pages + 1


def renditions(decision: Decision) -> dict[str, str]:
    """The digest of each basis file that has a version in PDF, and of that version."""
    digests = decision.basis.exclude(sha256="").values("sha256")
    return dict(Rendition.objects.filter(of_sha256__in=digests).values_list("of_sha256", "sha256"))


def _parts(decision: Decision) -> Iterator[Part]:
    made, pages = renditions(decision), 0
    for item in decision.basis.all():
        if not item.sha256:
            yield Part(item, None, NO_FILE)
            continue
        digest = item.sha256 if item.media_type == PDF else made.get(item.sha256)
        if digest is None:
            yield Part(item, None, NOT_MADE)
            continue
        part = _opened(item, store.get(digest))
        if part.pdf and pages + len(part.pdf.pages) > MOST_PAGES:
            part = Part(item, None, TOO_LONG)
        pages += len(part.pdf.pages) if part.pdf else 0
        yield part


def _opened(item: BasisItem, content: bytes) -> Part:
    try:
        pdf = Pdf.open(io.BytesIO(content))
        _harmless(pdf)
    except pikepdf.PasswordError:
        return Part(item, None, LOCKED)
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return Part(item, None, UNREADABLE)
    return Part(item, pdf)


def _harmless(pdf: Pdf) -> None:
    """Leave of each page what one sees: fields and notes become part of it, and only web links stay live."""
    pdf.flatten_annotations("print")
    for page in pdf.pages:
        links = [link for row in page.obj.get(Name.Annots, []) if (link := _web_link(row))]
        for key in _DROPPED:
            if key in page.obj:
                del page.obj[key]
        if links:
            page.obj[Name.Annots] = Array(links)


_DROPPED = ("/Annots", "/AA", "/Metadata", "/PieceInfo", "/AF", "/B", "/StructParents", "/Tabs")


def _web_link(annotation: pikepdf.Object) -> Dictionary | None:
    """The annotation with nothing but its place and address, when it is a link to the web."""
    action = annotation.get("/A")
    if annotation.get("/Subtype") != Name.Link or action is None or action.get("/S") != Name.URI:
        return None
    address = str(action.get("/URI", ""))
    if not address.startswith(_LINKS):
        return None
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([float(side) for side in annotation.Rect]),
        Border=Array([0, 0, 0]),
        A=Dictionary(S=Name.URI, URI=pikepdf.String(address)),
    )


def _cover(decision: Decision, parts: Sequence[Part], first: int) -> AppendixDocument:
    rows, page = [], first
    for part in parts:
        item = part.item
        begins = page if part.pdf else None
        rows.append(AppendixRow(item.title, item.dated, item.file_name, item.sha256, begins, part.why_not))
        page += len(part.pdf.pages) if part.pdf else 0
    board = decision.case.board
    return AppendixDocument(
        organisation=board.organisation.name,
        board=board.name,
        dnr=decision.case.dnr,
        title=f"Bilagor till {decision.title}",
        day=decision.decided_on,
        rows=tuple(rows),
        is_draft=not decision.is_decided,
        profile=profile.of(board.organisation),
    )


def _joined(cover: bytes, parts: Sequence[Part]) -> bytes:
    """The list and then the files, each with a bookmark. It claims no PDF/A, which its parts may break."""
    with Pdf.open(io.BytesIO(cover)) as whole:
        with whole.open_metadata() as metadata:
            for key in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part"):
                metadata.pop(key, None)
        with whole.open_outline() as outline:
            for number, part in enumerate(parts, start=1):
                if part.pdf:
                    title = f"Bilaga {number}: {part.item.title}"
                    outline.root.append(OutlineItem(title, len(whole.pages)))
                    whole.pages.extend(part.pdf.pages)
        content = io.BytesIO()
        whole.save(content, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return content.getvalue()
