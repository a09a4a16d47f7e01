"""The content-addressed store: bytes are kept under their own SHA-256, and checked against it when read."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import storages


class Damaged(Exception):
    """The stored bytes are gone or are not those that were stored."""


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def put(content: bytes) -> str:
    """Store `content` and return its digest. Storing the same bytes again changes nothing.

    Called before the transaction commits: bytes that no row points at do no harm, a row without bytes would.
    """
    storage, sha256 = storages["documents"], digest(content)
    if storage.exists(_name(sha256)):
        get(sha256)
        return sha256
    saved = storage.save(_name(sha256), ContentFile(content))
    if saved != _name(sha256):  # another process stored the same bytes in between
        storage.delete(saved)
    return sha256


def get(sha256: str) -> bytes:
    """The bytes whose digest is `sha256`. Raises Damaged when they are missing or altered."""
    storage = storages["documents"]
    try:
        with storage.open(_name(sha256)) as file:
            content: bytes = file.read()
    except FileNotFoundError as error:
        raise Damaged(f"Handlingen {sha256} saknas i arkivet.") from error
    if digest(content) != sha256:
        raise Damaged(f"Handlingen {sha256} har ändrats i arkivet.")
    return content


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
