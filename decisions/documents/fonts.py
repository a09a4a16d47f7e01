"""The fonts of the documents: those that come with Delegat, on every machine the same, and no others."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont
from weasyprint.text.fonts import FontConfiguration

_STATIC: Path = settings.BASE_DIR / "static"
# Names no folder of fonts, so the machine's are not seen; says which fill in where one lacks a character.
_ONLY_OURS = _STATIC / "documents" / "fonts.conf"
# These are not drawn: controls, format characters, separators and the selectors of variants.
_UNDRAWN = {"Cc", "Cf", "Zl", "Zp"}


def configuration() -> FontConfiguration:
    """Fonts for a style sheet, which names their files (@font-face)."""
    with _environment("FONTCONFIG_FILE", str(_ONLY_OURS)):
        return FontConfiguration()


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    """The only way to tell fontconfig what to read; it reads once, so the old value comes back."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def missing(text: str) -> list[str]:
    """The characters that no font has, each once, in the order of the text. They would be empty boxes."""
    return [letter for letter in dict.fromkeys(text) if _is_drawn(letter) and not _is_known(letter)]


def _is_known(letter: str) -> bool:
    """Does a font have it, or the letter and the marks that it can be put together of?"""
    parts = unicodedata.normalize("NFD", letter)
    return ord(letter) in _known() or all(ord(part) in _known() for part in parts)


@cache
def _known() -> frozenset[int]:
    codes: set[int] = set()
    for path in (_STATIC / "fonts").glob("*/*.ttf"):
        with TTFont(path, lazy=True) as font:
            codes |= font.getBestCmap().keys()
    return frozenset(codes)


def _is_drawn(letter: str) -> bool:
    is_selector = "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"
    return not (letter.isspace() or is_selector or unicodedata.category(letter) in _UNDRAWN)
