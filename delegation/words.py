"""Swedish words inside sentences. Pure: the engine says them too."""

from __future__ import annotations

from collections.abc import Iterable


def in_sentence(name: str) -> str:
    """A title or a board inside a sentence: with a small first letter, unless it begins with an acronym.

    Regional utvecklingsdirektör → regional utvecklingsdirektör; HR-chef and VD stay.
    """
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def listed(names: Iterable[str], word: str = "och") -> str:
    """Several in a row: a, b eller c."""
    rows = list(dict.fromkeys(names))
    return f" {word} ".join(filter(None, [", ".join(rows[:-1]), *rows[-1:]]))


def sentence(text: str) -> str:
    """`text` as it stands first in a sentence."""
    return text[:1].upper() + text[1:]
