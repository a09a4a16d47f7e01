"""Is this document genuine? By its code, or by the very bytes of a file.

The answer to someone without access is the same for a document that does not exist and for one in a
confidential case (OSL): not even that there is such a case may show. Files are hashed and searched for their
code; no PDF of a stranger's is opened here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from decisions import codes, store
from decisions.documents import Signature
from decisions.models import Document

# How a document of ours names itself in its metadata, which PDF/A keeps readable (ISO 19005-2, 6.6.2).
_IDENTIFIER = re.compile(rb"<dc:identifier>([0-9A-Z-]{%d,40})</dc:identifier>" % codes.LENGTH)


class Result(Enum):
    KNOWN = "known"  # the code belongs to a document; the reader compares
    GENUINE = "genuine"  # these bytes are the ones that were signed
    ALTERED = "altered"  # the file says that it is this document, and is not
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """What can be told to the one who asks. Without a document nothing is known, or nothing may be told."""

    result: Result
    document: Document | None = None


NOTHING = Finding(Result.UNKNOWN)


def on(signature: Signature, seed: str, kind: str) -> Signature:
    """The signature with the code of its document, and the address where it is asked about."""
    plain = codes.code(seed, kind)
    return replace(signature, verification_code=plain, verification_url=address(plain))


def address(code: str) -> str:
    """Where a document's code leads; empty where the site has no public address, or the document no code."""
    if not (code and settings.PUBLIC_URL):
        return ""
    return f"{settings.PUBLIC_URL}{reverse('verify_code', args=[codes.grouped(code)])}"


def by_code(typed: str, viewer: User | AnonymousUser) -> Finding:
    """The document that a code belongs to."""
    code = codes.read(typed)
    found = Document.objects.verifiable_by(viewer).filter(code=code).first() if code else None
    return Finding(Result.KNOWN, found) if found else NOTHING


def by_content(content: bytes, viewer: User | AnonymousUser) -> Finding:
    """The document whose bytes these are, or which they claim to be."""
    documents = Document.objects.verifiable_by(viewer)
    digest = store.digest(content)
    if found := documents.filter(Q(sha256=digest) | Q(prolonged__sha256=digest)).first():
        return Finding(Result.GENUINE, found)
    for claimed in _IDENTIFIER.findall(content):
        code = codes.read(claimed.decode("ascii"))
        if code and (found := documents.filter(code=code).first()):
            return Finding(Result.ALTERED, found)
    return NOTHING
