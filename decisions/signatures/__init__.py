"""Signatures on documents (PAdES, ETSI EN 319 142-1): made through one port, embedded and validated here."""

from decisions.signatures.port import Signatory, SigningFailed
from decisions.signatures.prolonging import prolong
from decisions.signatures.signing import Underway, begin, finish, ready, signed
from decisions.signatures.validation import Signed, Validation, validate

__all__ = [
    "Signatory",
    "Signed",
    "SigningFailed",
    "Underway",
    "Validation",
    "begin",
    "finish",
    "prolong",
    "ready",
    "signed",
    "validate",
]
