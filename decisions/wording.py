"""The fixed words of the documents, in each language that a letter can be written in."""

from __future__ import annotations

from datetime import date

_MONTHS = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "en": "January February March April May June July August September October November December",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
}
WORDS = {
    "sv": {
        "page": "Sida",
        "of": "av",
        "reference": "Diarienummer",
        "date": "Datum",
        "phone": "Tfn",
        "email": "E-post",
        "on_behalf_of": "För",
        "draft": "UTKAST",
        "unsigned": "inte undertecknat",
        "signed": "Elektroniskt undertecknat",
        "code": "Verifieringskod",
        "check": "Kontrollera handlingen på",
        "qr": "QR-kod till kontroll av handlingen: {url}",
    },
    "en": {
        "page": "Page",
        "of": "of",
        "reference": "Our reference",
        "date": "Date",
        "phone": "Phone",
        "email": "Email",
        "on_behalf_of": "For",
        "draft": "DRAFT",
        "unsigned": "not signed",
        "signed": "Signed electronically on",
        "code": "Verification code",
        "check": "Verify this document at",
        "qr": "QR code for verifying this document: {url}",
    },
    "nb": {
        "page": "Side",
        "of": "av",
        "reference": "Vår referanse",
        "date": "Dato",
        "phone": "Tlf.",
        "email": "E-post",
        "on_behalf_of": "For",
        "draft": "UTKAST",
        "unsigned": "ikke undertegnet",
        "signed": "Elektronisk undertegnet",
        "code": "Kontrollkode",
        "check": "Kontroller dokumentet på",
        "qr": "QR-kode for kontroll av dokumentet: {url}",
    },
}


def in_words(day: date | None, language: str) -> str:
    """31 augusti 2020, 31 August 2020 or 31. august 2020; empty without a day."""
    if day is None:
        return ""
    dot = "." if language == "nb" else ""
    return f"{day.day}{dot} {_MONTHS[language].split()[day.month - 1]} {day.year}"


def from_abroad(phone: str) -> str:
    """A Swedish number as dialled from another country: 063-14 65 21 → +46 63 14 65 21."""
    if not phone.startswith("0") or phone.startswith("00"):
        return phone
    return "+46 " + phone[1:].replace("-", " ")
