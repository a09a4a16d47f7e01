"""The code by which whoever holds a copy finds out whether it is genuine, in letters and as a QR code."""

from __future__ import annotations

import io

import segno

_GROUP = 4


def grouped(code: str) -> str:
    """ABCD-EFGH-JKLM: the code as it is read aloud and written off."""
    plain = code.replace("-", "")
    return "-".join(plain[start : start + _GROUP] for start in range(0, len(plain), _GROUP))


def qr(url: str, text: str) -> str:
    """The address as an SVG element that `text` describes."""
    found = io.BytesIO()
    code = segno.make(url, error="m", micro=False)
    # Without a quiet zone of its own: the page around it is white.
    code.save(
        found, kind="svg", xmldecl=False, border=0, title=text, svgclass="qr", lineclass=None, omitsize=True
    )
    return found.getvalue().decode()
