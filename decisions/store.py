"""The content-addressed store: bytes are kept under their own SHA-256, and checked against it when read."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, storages

from accounts.permissions import Refused

# A file that is being written, or was when the process died. No row points at it.
UNFINISHED = ".unfinished-"


class Damaged(Exception):
    """The stored bytes are gone or are not those that were stored."""


class NotStored(Refused):
    """The bytes could not be written: the disk is full, or the folder is closed. Nothing was kept."""

    def __init__(self, error: OSError) -> None:
        super().__init__(
            f"Arkivet tog inte emot filen ({error.strerror or error}). Inget har ändrats eller "
            "undertecknats. Hör av dig till den som förvaltar systemet och försök sedan igen."
        )


class DurableStorage(FileSystemStorage):
    """A folder where a file has its name only when it is whole and on the disk, whatever dies meanwhile."""

    def _save(self, name: str, content: File[bytes]) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=UNFINISHED, delete=False) as file:
            try:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
                os.replace(file.name, path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        _sync(path.parent)
        return name


def _sync(folder: Path) -> None:
    """Have the folder's own entries on the disk too; a file without its name is as good as none."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def put(content: bytes) -> str:
    """Store `content` and return its digest. Storing the same bytes again changes nothing.

    Called before the transaction commits: bytes that no row points at do no harm, a row without bytes would.
    Raises Damaged when other bytes lie under that digest, NotStored when there is no room.
    """
    storage, sha256 = storages["documents"], digest(content)
    if storage.exists(name_of(sha256)):
        get(sha256)
        return sha256
    try:
        saved = storage.save(name_of(sha256), ContentFile(content))
    except OSError as error:
        raise NotStored(error) from error
    if saved != name_of(sha256):  # another process stored the same bytes in between
        storage.delete(saved)
    return sha256


def get(sha256: str) -> bytes:
    """The bytes whose digest is `sha256`. Raises Damaged when they are missing or altered."""
    storage = storages["documents"]
    try:
        with storage.open(name_of(sha256)) as file:
            content: bytes = file.read()
    except FileNotFoundError as error:
        raise Damaged(f"Handlingen {sha256} saknas i arkivet.") from error
    if digest(content) != sha256:
        raise Damaged(f"Handlingen {sha256} har ändrats i arkivet.")
    return content


def name_of(sha256: str) -> str:
    """Where the bytes lie in the storage."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
