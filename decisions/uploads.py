"""Files that a case officer adds: what they are is read from their content, never from their name."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

PDF = "application/pdf"
_SIGNATURES = (
    # media type, the bytes it begins with, the endings it may have
    (PDF, b"%PDF-", (".pdf",)),
    ("image/png", b"\x89PNG\r\n\x1a\n", (".png",)),
    ("image/jpeg", b"\xff\xd8\xff", (".jpg", ".jpeg")),
)
_OFFICE = {
    # a part that the package holds: its media type and ending
    "word/document.xml": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
}
# All that zipfile raises on a directory that is broken, of another version, or not in the charset it claims.
_UNREADABLE = (
    zipfile.BadZipFile,
    NotImplementedError,
    ValueError,  # and so UnicodeDecodeError
    struct.error,
    OSError,
    EOFError,
    IndexError,
    OverflowError,
)
ALLOWED = "PDF, PNG, JPEG, Word (.docx) och Excel (.xlsx)"


THE_DRAFT = "resten av utkastet"


class BadFile(Exception):
    """The file cannot be taken; the text says what was wrong, what was kept and what to do."""


def content_of(file: UploadedFile[Any], kept: str = THE_DRAFT) -> bytes:
    """The bytes of an upload, read only when its size is allowed. Raises BadFile; `kept` is what is safe."""
    _require_size(file.size or 0, kept)
    content: bytes = file.read()
    return content


def _require_size(size: int, kept: str) -> None:
    limit = settings.UPLOAD_MAX_BYTES
    if size > limit:
        megabytes = f"{size / 1024 / 1024:.1f}".replace(".", ",")
        raise BadFile(
            f"Filen är {megabytes} MB; högst {limit // 1024 // 1024} MB får plats. Den är inte sparad, men "
            f"{kept} är kvar. Dela upp filen eller spara den i lägre upplösning."
        )


def media_type(name: str, content: bytes, kept: str = THE_DRAFT) -> str:
    """The media type of `content`. Raises BadFile when it is too large, empty, or not of an allowed type."""
    _require_size(len(content), kept)
    if not content:
        raise BadFile(f"Filen är tom. Den är inte sparad, men {kept} är kvar. Välj en annan fil.")
    found, endings = _recognised(content)
    ending = PurePosixPath(name).suffix.lower()
    if not found:
        raise BadFile(
            f"Filtypen går inte att ta emot. Tillåtna är {ALLOWED}. Filen är inte sparad, men {kept} är kvar."
        )
    if ending not in endings:
        raise BadFile(
            f"Filen heter {ending or 'inget med ändelse'} men innehållet är {endings[0]}. Byt namn på den "
            f"och försök igen; {kept} är kvar."
        )
    return found


def pdf_of(file: UploadedFile[Any]) -> bytes:
    """The bytes of an upload, read only when its size is allowed. Raises BadFile when it is no PDF."""
    limit = settings.UPLOAD_MAX_BYTES
    if (file.size or 0) > limit:
        raise BadFile(f"Filen är större än {limit // 1024 // 1024} MB. Den är inte sparad. Skicka en mindre.")
    content: bytes = file.read()
    require_pdf(content)
    return content


def require_pdf(content: bytes) -> None:
    """Raises BadFile unless `content` begins as a PDF does. It is not opened."""
    if not content.startswith(b"%PDF-"):
        raise BadFile("Filen är ingen PDF. Den är inte sparad. Spara det undertecknade exemplaret som PDF.")


def safe_name(name: str) -> str:
    """The last part of the name, without control characters, at most 200 characters with its ending kept."""
    last = PurePosixPath(name.replace("\\", "/")).name
    printable = "".join(letter for letter in last if letter.isprintable()).strip() or "fil"
    path = PurePosixPath(printable)
    return printable if len(printable) <= 200 else path.stem[: 200 - len(path.suffix)] + path.suffix


def _recognised(content: bytes) -> tuple[str, tuple[str, ...]]:
    for kind, start, endings in _SIGNATURES:
        if content.startswith(start):
            return kind, endings
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                parts = set(package.namelist())
        except _UNREADABLE:
            return "", ()
        # A package with macros is another type, which is not taken.
        for part, (kind, suffix) in _OFFICE.items():
            if part in parts and not any(name.endswith("vbaProject.bin") for name in parts):
                return kind, (suffix,)
    return "", ()


def as_download(content: bytes, name: str, kind: str, *, inline: bool = False) -> HttpResponse:
    """A stored file as an answer: never sniffed, never run, under its own name."""
    response = HttpResponse(content, content_type=kind)
    _as_file(response, name, inline=inline)
    return response


def as_streamed_download(content: Iterable[bytes], name: str, kind: str) -> StreamingHttpResponse:
    """A file that is made while it is sent."""
    response = StreamingHttpResponse(content, content_type=kind)
    _as_file(response, name, inline=False)
    return response


def _as_file(response: HttpResponseBase, name: str, *, inline: bool) -> None:
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
