"""Empty signature fields in a finished PDF: there before the first signature, so that none changes a page.

A field is invisible, for the page says in words who has signed. It is tagged all the same (ISO 14289-1,
7.18.4): pyHanko's own fields are not, and an accessible document would be less so for being signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, String

# Print and Locked. Archival PDF asks for the first (ISO 19005-2, 6.3.2) and refuses Hidden.
_FLAGS = 4 | 128
_SIGNATURES_EXIST_APPEND_ONLY = 3


@dataclass(frozen=True)
class Field:
    """A field: its name in the file and what a screen reader says of it."""

    name: str
    description: str
    locks: bool = False  # nothing may be changed once it is signed (ISO 32000-2, 12.7.5.5)


SIGNATURE = Field("Underskrift", "Elektronisk underskrift av den som har fattat beslutet")
SEAL = Field("Stampel", "Elektronisk stämpel av organisationen", locks=True)


def with_fields(pdf: bytes, fields: tuple[Field, ...]) -> bytes:
    """`pdf` with the empty fields on its last page. The same bytes in give the same bytes out."""
    with pikepdf.open(BytesIO(pdf)) as document:
        page = document.pages[-1].obj
        found = [_add(document, page, field) for field in fields]
        document.Root.AcroForm = document.make_indirect(
            Dictionary(Fields=Array(found), SigFlags=_SIGNATURES_EXIST_APPEND_ONLY)
        )
        document.Root.Extensions = Dictionary(ESIC=Dictionary(BaseVersion=Name("/1.7"), ExtensionLevel=1))
        page.Tabs = Name.S
        out = BytesIO()
        document.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
            fix_metadata_version=False,  # the metadata stay as they are
        )
    return out.getvalue()


def _add(document: pikepdf.Pdf, page: pikepdf.Object, field: Field) -> pikepdf.Object:
    widget = document.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(field.name),
            TU=String(field.description),
            Contents=String(field.description),
            F=_FLAGS,
            Rect=Array([0, 0, 0, 0]),
            P=page,
        )
    )
    if field.locks:
        widget.Lock = document.make_indirect(Dictionary(Type=Name.SigFieldLock, Action=Name.All, P=1))
    if "/StructTreeRoot" in document.Root:
        widget.StructParent = _tag(document, page, widget, field)
    if "/Annots" not in page:
        page.Annots = Array()
    page.Annots.append(widget)
    return widget


def _tag(document: pikepdf.Pdf, page: pikepdf.Object, widget: pikepdf.Object, field: Field) -> int:
    """Put the widget last in the structure tree. Returns its key in the parent tree."""
    root = document.Root.StructTreeRoot
    whole = root.K[0] if isinstance(root.K, Array) else root.K  # the one Document element
    form = document.make_indirect(
        Dictionary(
            Type=Name.StructElem,
            S=Name.Form,
            P=whole,
            Pg=page,
            Alt=String(field.description),
            K=Dictionary(Type=Name.OBJR, Obj=widget, Pg=page),
        )
    )
    whole.K.append(form)
    numbers = root.ParentTree.Nums
    key = 1 + max(int(number) for number in list(numbers)[::2])
    numbers.append(key)
    numbers.append(form)
    root.ParentTreeNextKey = key + 1
    return key
