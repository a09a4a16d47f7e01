"""The archive gone through file by file: is each there, unaltered, and the one that its row and the log name?

Files are hashed in parallel as they are read, so that the disk sets the pace. What has no row is told apart:
a signature that was refused at the last moment leaves its bytes, which harm nothing.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.files.storage import Storage, storages
from django.db.models import OuterRef, QuerySet, Subquery

from decisions import store
from decisions.models import BasisItem, Document, Event, Prolonged, Receipt, Rendition, SignedCopy, Verb

_BLOCK = 1024 * 1024  # bytes read at a time
_BATCH = 200  # rows checked between two notes of how far it has come


class Trouble(StrEnum):
    MISSING = "saknas"
    ALTERED = "ändrad"
    OTHER_SIZE = "annan storlek än radens"
    NOT_AS_LOGGED = "inte den som loggen nämner"
    ORPHAN = "utan rad"


@dataclass(frozen=True)
class Fault:
    trouble: Trouble
    sha256: str  # the file's name in the archive, or its path when it has no row
    what: str = ""  # the row's own name for it

    @property
    def is_loss(self) -> bool:
        """Is something wrong with what the archive is there to keep?"""
        return self.trouble is not Trouble.ORPHAN


@dataclass(frozen=True)
class Entry:
    """What a row says of the bytes that it points at."""

    sha256: str
    size: int
    what: str
    logged: str | None = None  # the digest that the log names, where the log names one


# --- the rows that point at files ----------------------------------------------------------------------


def _documents() -> QuerySet[Any]:
    signed = Event.objects.filter(decision=OuterRef("decision"), verb=Verb.SIGNED).order_by("sequence")
    frozen = Event.objects.filter(meeting=OuterRef("report__meeting"), verb=Verb.LIST_FROZEN)
    return Document.objects.annotate(
        signed=Subquery(signed.values("data")[:1]),
        frozen=Subquery(frozen.order_by("sequence").values("data")[:1]),
    )


def _document(row: Any) -> Entry:
    told = (row.signed or {}).get("documents", {}).get(row.kind) or (row.frozen or {}).get("document", "")
    return Entry(row.sha256, row.size, row.file_name, told)


def _rendition(row: Rendition) -> Entry:
    return Entry(row.sha256, row.size, str(row))


def _prolonged(row: Prolonged) -> Entry:
    return Entry(row.sha256, row.size, str(row))


def _given(row: BasisItem | Receipt | SignedCopy) -> Entry:
    """A file that somebody gave."""
    return Entry(row.sha256, row.size, row.file_name)


def _with_document() -> QuerySet[Any]:
    return Prolonged.objects.select_related("document")


def _basis() -> QuerySet[Any]:
    return BasisItem.objects.exclude(sha256="")


def _receipts() -> QuerySet[Any]:
    return Receipt.objects.exclude(sha256="")


@dataclass(frozen=True)
class Source:
    """A table whose rows point at files; what was taken out of its draft is in `ever`, and no orphan."""

    rows: Callable[[], QuerySet[Any]]
    entry: Callable[[Any], Entry]
    ever: Callable[[], QuerySet[Any]]


SOURCES = (
    Source(_documents, _document, Document.objects.all),
    Source(_with_document, _prolonged, Prolonged.objects.all),
    Source(Rendition.objects.all, _rendition, Rendition.objects.all),
    Source(
        lambda: BasisItem.objects.exclude(sha256=""), _given, lambda: BasisItem.history.exclude(sha256="")
    ),
    Source(_receipts, _given, _receipts),
    Source(SignedCopy.objects.all, _given, SignedCopy.objects.all),
)


# --- the check -----------------------------------------------------------------------------------------


@dataclass
class Progress:
    """How far the check has come; enough to go on from."""

    source: int = 0  # place in SOURCES
    after: str = ""  # the last row of that source that was checked
    files: int = 0
    read: int = 0  # bytes


def expected() -> int:
    """How many rows point at files."""
    return sum(source.rows().count() for source in SOURCES)


def check(progress: Progress) -> Iterator[list[Fault]]:
    """The faults of the rows from where `progress` stands, which is moved on before each batch is told."""
    storage = storages["documents"]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        while progress.source < len(SOURCES):
            source = SOURCES[progress.source]
            while batch := _batch(source, progress.after):
                entries = [source.entry(row) for row in batch]
                read = list(pool.map(lambda entry: _read(storage, entry.sha256), entries))
                progress.files += len(batch)
                progress.read += sum(size for _, size in read)
                progress.after = str(batch[-1].pk)
                yield [
                    fault
                    for entry, found in zip(entries, read, strict=True)
                    for fault in _faults(entry, *found)
                ]
            progress.source, progress.after = progress.source + 1, ""


def _batch(source: Source, after: str) -> list[Any]:
    rows = source.rows().order_by("pk")
    return list((rows.filter(pk__gt=after) if after else rows)[:_BATCH])


def _read(storage: Storage, sha256: str) -> tuple[str, int]:
    """Digest and size of a stored file; no digest when it is missing."""
    hashed, size = hashlib.sha256(), 0
    try:
        with storage.open(store.name_of(sha256)) as file:
            while block := file.read(_BLOCK):
                hashed.update(block)
                size += len(block)
    except OSError:
        return "", size
    return hashed.hexdigest(), size


def _faults(entry: Entry, found: str, size: int) -> Iterator[Fault]:
    if not found:
        yield Fault(Trouble.MISSING, entry.sha256, entry.what)
    elif found != entry.sha256:
        yield Fault(Trouble.ALTERED, entry.sha256, entry.what)
    elif size != entry.size:
        yield Fault(Trouble.OTHER_SIZE, entry.sha256, entry.what)
    if entry.logged is not None and entry.logged != entry.sha256:
        yield Fault(Trouble.NOT_AS_LOGGED, entry.sha256, entry.what)


def orphans() -> Iterator[Fault]:
    """Every file in the archive that no row points at, or ever has."""
    storage = storages["documents"]
    for first in _folders(storage, ""):
        known: set[str] = set()
        for source in SOURCES:
            rows = source.ever().filter(sha256__gte=first, sha256__lt=f"{first}~")
            known.update(rows.values_list("sha256", flat=True))
        for second in _folders(storage, first):
            for name in storage.listdir(f"{first}/{second}")[1]:
                if name not in known:
                    yield Fault(Trouble.ORPHAN, f"{first}/{second}/{name}")


def _folders(storage: Storage, path: str) -> list[str]:
    try:
        return sorted(storage.listdir(path)[0])
    except FileNotFoundError:  # nothing has been stored yet
        return []
