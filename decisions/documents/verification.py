"""The address where whoever holds a copy finds out whether it is genuine, as a QR code."""

from __future__ import annotations

import io

import segno


def qr(url: str, text: str) -> str:
    """The address as an SVG element that `text` describes."""
    found = io.BytesIO()
    code = segno.make(url, error="m", micro=False)
    # Without a quiet zone of its own: the page around it is white.
    code.save(
        found, kind="svg", xmldecl=False, border=0, title=text, svgclass="qr", lineclass=None, omitsize=True
    )
    return found.getvalue().decode()
