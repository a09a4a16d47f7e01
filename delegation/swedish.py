"""Swedish order: å, ä and ö last, on both databases and in Python."""

from __future__ import annotations

import unicodedata

from django.db.models import F
from django.db.models.functions import Collate

# PostgreSQL has this collation from ICU; config/sqlite3 gives SQLite one of the same name.
COLLATION = "sv-x-icu"

# Code points of the private use area: beyond every letter, and in the alphabet's order.
_LAST = {"å": "\ue001", "ä": "\ue002", "æ": "\ue002", "ö": "\ue003", "ø": "\ue003"}


def sort_key(text: str) -> tuple[str, str]:
    """A key that sorts `text` as a Swedish register does: a–z, å, ä, ö; é sorts as e."""
    letters = unicodedata.normalize("NFC", text).casefold()
    return "".join(_LAST.get(letter) or _base(letter) for letter in letters), text


def _base(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


def compare(left: str, right: str) -> int:
    """-1, 0 or 1, as SQLite asks of a collation."""
    a, b = sort_key(left), sort_key(right)
    return (a > b) - (a < b)


def swedish(field: str) -> Collate:
    """`field` as an expression for order_by()."""
    return Collate(F(field), COLLATION)
