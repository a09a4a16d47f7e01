"""The language of each part of a PDF, which the renderer leaves out and a voice needs (WCAG 3.1.2)."""

from __future__ import annotations

from typing import Any

import pydyf


def say(document: Any, pdf: Any) -> None:
    """Give every section of the PDF's structure the language that its HTML element has.

    A finisher of WeasyPrint's write_pdf. Structure and boxes are made in the same order, a section element
    for each section box, so that they go together one by one; a difference stops the render.
    """
    elements = [row for row in pdf.objects if isinstance(row, pydyf.Dictionary) and row.get("S") == "/Sect"]
    boxes = [
        box
        for page in document.pages
        for box in page._page_box.descendants()
        if box.element is not None and box.element_tag == "section"
    ]
    for element, box in zip(elements, boxes, strict=True):
        if language := box.element.get("lang"):
            element["Lang"] = pydyf.String(language)
