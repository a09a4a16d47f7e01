"""Plain texts as they are kept: composed Unicode, without characters that no reader sees."""

from __future__ import annotations

import unicodedata

# Control, format (bidirectional marks, zero width, byte order) and lone surrogates.
_UNSEEN = {"Cc", "Cf", "Cs"}
# Soft hyphens go too: the layout hyphenates, and a text full of them takes it minutes.
_KEPT = "\n"
# What shows nothing though it counts as a letter or a mark: fillers, joiners, the empty Braille cell.
_BLANK = {"\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u2800", "\u3164", "\uffa0"}


def tidy(text: str) -> str:
    """`text` in composed Unicode without unseen characters (line breaks stay) and outer space.

    A pasted control character is seen by nobody, but no spreadsheet or archive takes it; a bidirectional
    mark makes a number read otherwise than it is. Text that shows nothing at all is empty.
    """
    spaced = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    # Composed last: what is taken away may have stood between a letter and its accent.
    composed = unicodedata.normalize("NFC", "".join(letter for letter in spaced if _is_kept(letter)))
    return composed.strip() if any(_shows(letter) for letter in composed) else ""


def one_line(text: str) -> str:
    """A title: tidy, and on one line."""
    return " ".join(tidy(text).split())


def comparable(text: str) -> str:
    """An answer that is compared with others: on one line, with one kind of space, all of it seen."""
    return one_line("".join(letter for letter in text if letter.isspace() or _shows(letter)))


def _is_kept(letter: str) -> bool:
    return letter in _KEPT or not (unicodedata.category(letter) in _UNSEEN or _is_noncharacter(ord(letter)))


def _is_noncharacter(code: int) -> bool:
    """U+FDD0–FDEF and the last two of each plane, which Unicode keeps for nobody."""
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def _shows(letter: str) -> bool:
    is_selector = "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"
    return not (letter.isspace() or letter in _BLANK or is_selector)
