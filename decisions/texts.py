"""Plain texts as they are kept: composed Unicode, without characters that no reader sees."""

from __future__ import annotations

import unicodedata


def tidy(text: str) -> str:
    """`text` in composed Unicode without control characters (line breaks stay) and outer space.

    A pasted control character is seen by nobody, but no spreadsheet or archive takes it.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    return "".join(
        letter for letter in composed if letter == "\n" or unicodedata.category(letter) != "Cc"
    ).strip()


def one_line(text: str) -> str:
    """A title: tidy, and on one line."""
    return " ".join(tidy(text).split())
