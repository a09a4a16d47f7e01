"""Verification codes: what a reader types, or a QR code carries, to ask whether a document is genuine.

A code follows from a secret seed that is made with the draft, so that it stands in the document that is shown
before it is signed. It is no number in a row: 100 bits, which nobody guesses.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

LENGTH = 20
_GROUP = 5
# Crockford's base 32: no letter is taken for a figure, and none of I, L, O, U is used.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_seed() -> str:
    """128 random bits in hexadecimal."""
    return secrets.token_hex(16)


def code(seed: str, kind: str) -> str:
    """The code of the document of this kind, without its hyphens; empty without a seed."""
    if not seed:
        return ""
    mac = int.from_bytes(hmac.digest(bytes.fromhex(seed), kind.encode(), hashlib.sha256))
    return "".join(_LETTERS[mac >> 5 * place & 31] for place in range(LENGTH))


def grouped(plain: str) -> str:
    """7K3QX-09FZB-…: as a document prints it."""
    return "-".join(plain[start : start + _GROUP] for start in range(0, len(plain), _GROUP))


def read(text: str) -> str:
    """What was typed as a code, in whatever case and with whatever hyphens; empty when it can be none."""
    plain = "".join(letter for letter in text.upper() if letter.isalnum()).translate(_MISREAD)
    return plain if len(plain) == LENGTH and set(plain) <= set(_LETTERS) else ""
