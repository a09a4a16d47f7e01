"""The first and the last page of every kind of document, against the pictures in tests/golden.

A page that is meant to look otherwise gets its new picture with `make golden`; look at it before it is kept.
"""

from __future__ import annotations

import io
import os
import subprocess

import pytest
from PIL import Image, ImageChops, ImageStat

from decisions import documents
from tests.decisions.specimens import EVERY
from tests.world import ROOT

GOLDEN = ROOT / "tests" / "golden"
RESOLUTION = 50  # dots per inch
# Mean difference of a point, of 255. Another version of the program that draws stays far below; one line of
# text that moves comes above.
TOLERANCE = 0.6


def drawn(content: bytes, page: int) -> Image.Image:
    """The page in 16 shades of grey: enough to tell one page from another, and a few kB."""
    command = ["pdftoppm", "-r", str(RESOLUTION), "-gray", "-f", str(page), "-l", str(page), "-"]
    done = subprocess.run(command, input=content, capture_output=True, check=True)
    picture = Image.open(io.BytesIO(done.stdout)).convert("L")
    return picture.point([shade // 16 * 17 for shade in range(256)])


@pytest.mark.parametrize("kind", EVERY)
def test_the_pages_look_as_they_did(kind: str) -> None:
    pdf = documents.render(EVERY[kind])

    for page in {1, pdf.pages}:
        name = "first" if page == 1 else "last"
        path, found = GOLDEN / f"{kind}-{name}.png", drawn(pdf.content, page)
        if os.environ.get("GOLDEN"):
            found.save(path, optimize=True)
        with Image.open(path) as kept:
            assert kept.size == found.size
            difference = ImageStat.Stat(ImageChops.difference(found, kept.convert("L"))).mean[0]
        assert difference < TOLERANCE, f"{path.name}: {difference:.2f}; if it is meant: make golden"
