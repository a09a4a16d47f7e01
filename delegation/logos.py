"""Logos: what a file is, is read from its content, and what is kept of it can neither run nor reach out.

An SVG is kept when it is made of shapes alone. Editors' own remarks are left out; what would run, fetch, or
look different on another machine is refused, with what to do instead. A PNG is drawn anew.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import tinycss2
from lxml import etree
from PIL import Image

SVG, PNG = "image/svg+xml", "image/png"
MAX_BYTES = 300_000
TOO_LARGE = f"Filen är större än {MAX_BYTES // 1000} kB. Spara den mindre och försök igen."
_MAX_SHAPES = 3_000
_MAX_PIXELS = 16_000_000  # of the file; what is kept is at most _KEPT wide and high
_KEPT, _SMALLEST = 1_600, 150  # pixels

_NAMESPACE = "http://www.w3.org/2000/svg"
_SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_PAINT = {"linearGradient", "radialGradient", "stop", "clipPath"}
_ELEMENTS = {"svg", "g", "defs", "title", "desc", "style"} | _SHAPES | _PAINT
_GEOMETRY = (
    "id class viewBox width height preserveAspectRatio transform d points x y x1 y1 x2 y2 cx cy r rx ry "
    "fx fy offset gradientUnits gradientTransform spreadMethod clipPathUnits"
)
_LOOKS = (
    "style fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color display visibility clip-path "
    "clip-rule stop-color stop-opacity"
)
_ATTRIBUTES = {*_GEOMETRY.split(), *_LOOKS.split()}
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_NUMBER = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,9})?")
_FUNCTIONS = {"rgb", "rgba", "hsl", "hsla"}
_INSTEAD = {
    "text": "Text i en SVG kräver att typsnittet finns överallt. Gör om den till konturer och försök igen.",
    "image": "Filen har en bild inuti sig. Spara logotypen som rena former, eller ladda upp den som PNG.",
    "use": "Filen återanvänder former (use). Spara den med formerna utskrivna, eller ladda upp den som PNG.",
    "script": "Filen innehåller ett skript. Spara den utan skript, eller ladda upp den som PNG.",
}
_OTHERWISE = (
    "Filen innehåller ”{name}”, som inte tas emot. Spara den som rena former, eller ladda upp den som PNG."
)


class BadLogo(Exception):
    """The file cannot be taken. The text, in Swedish, says why and what to do."""


@dataclass(frozen=True)
class Cleaned:
    """What is kept of an uploaded logo."""

    content: bytes
    media_type: str


def cleaned(content: bytes) -> Cleaned:
    """The logo as it may be kept. Raises BadLogo."""
    if len(content) > MAX_BYTES:
        raise BadLogo(TOO_LARGE)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Cleaned(_png(content), PNG)
    return Cleaned(_svg(content), SVG)


# --- PNG -----------------------------------------------------------------------------------------------


def _png(content: bytes) -> bytes:
    """The picture drawn anew: its points and nothing else of the file."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            _require_size(image.width, image.height)
            image.verify()
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            kept = image.convert("RGBA" if image.has_transparency_data else "RGB")
    except (OSError, SyntaxError, ValueError) as error:
        raise BadLogo("Bilden är skadad och går inte att läsa. Spara den igen som PNG.") from error
    kept.thumbnail((_KEPT, _KEPT))
    found = io.BytesIO()
    kept.save(found, "PNG")
    return found.getvalue()


def _require_size(width: int, height: int) -> None:
    if width * height > _MAX_PIXELS:
        raise BadLogo(f"Bilden är {width} × {height} punkter. Spara den i högst 4 000 × 4 000.")
    if max(width, height) < _SMALLEST:
        raise BadLogo(
            f"Bilden är bara {width} × {height} punkter och blir suddig på papper. Spara den i minst "
            f"{_SMALLEST} punkter på den längsta sidan, eller ladda upp den som SVG."
        )


# --- SVG -----------------------------------------------------------------------------------------------


def _svg(content: bytes) -> bytes:
    root = _parsed(content)
    _require_plain_document(root)
    _clean(root)
    if sum(1 for _ in root.iter()) > _MAX_SHAPES:
        raise BadLogo(
            f"Logotypen har fler än {_MAX_SHAPES} former. Förenkla den, eller ladda upp den som PNG."
        )
    if not any(_name(element) in _SHAPES for element in root.iter()):
        raise BadLogo("Filen har inga former att visa. Spara logotypen igen, eller ladda upp den som PNG.")
    _give_view_box(root)
    etree.cleanup_namespaces(root, top_nsmap={None: _NAMESPACE})
    kept: bytes = etree.tostring(root, encoding="utf-8")
    return kept


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadLogo("Filen är varken en SVG eller en PNG. Välj en sådan fil.") from error
    if root.tag != f"{{{_NAMESPACE}}}svg":
        raise BadLogo("Filen är varken en SVG eller en PNG. Välj en sådan fil.")
    return root


def _require_plain_document(root: etree._Element) -> None:
    """No definitions of its own: an entity may stand for anything, ever so much of it."""
    subset = root.getroottree().docinfo.internalDTD
    if subset is not None and (subset.entities() or subset.elements()):
        raise BadLogo(
            "Filen har egna definitioner (DTD), som inte tas emot. Spara den som ”optimerad SVG” eller "
            "ladda upp den som PNG."
        )


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _clean(element: etree._Element) -> None:
    """Leave out what says nothing about the shapes. Raises BadLogo for what may not be there."""
    name = _name(element)
    if name not in _ELEMENTS:
        raise BadLogo(_INSTEAD.get(name, _OTHERWISE.format(name=name or element.text)))
    if name == "style":
        _require_harmless(tinycss2.parse_stylesheet(element.text or "", True, True))
    for key in list(element.attrib):
        _clean_attribute(element, str(key), name)
    for child in list(element):
        if _is_remark(child):
            element.remove(child)
        else:
            _clean(child)


def _is_remark(element: etree._Element) -> bool:
    """What an editor has noted for itself."""
    if not isinstance(element.tag, str):
        return False
    return etree.QName(element).namespace != _NAMESPACE or _name(element) == "metadata"


def _clean_attribute(element: etree._Element, key: str, name: str) -> None:
    value = str(element.attrib[key])
    if key.lower().startswith("on"):
        raise BadLogo(_INSTEAD["script"])
    if key in _HREFS and name.endswith("Gradient") and re.fullmatch(r"#[\w.-]+", value):
        return
    if key not in _ATTRIBUTES:
        if key in _HREFS:
            raise BadLogo("Filen hänvisar till något utanför sig själv. Spara den som rena former.")
        del element.attrib[key]
        return
    if key in _LOOKS.split():
        _require_harmless(tinycss2.parse_component_value_list(value))


def _require_harmless(nodes: list[tinycss2.ast.Node]) -> None:
    """No rule that fetches, no address but one within the file, and no function but those of colours."""
    for node in nodes:
        match node.type:
            case "at-rule" | "error":
                raise BadLogo(
                    "Filens stilmall hämtar något eller går inte att läsa. Spara den som rena former."
                )
            case "url":
                _require_inner(node.value)
            case "function" if node.lower_name == "url":
                _require_inner("".join(part.value for part in node.arguments if part.type == "string"))
            case "function" if node.lower_name not in _FUNCTIONS:
                raise BadLogo(_OTHERWISE.format(name=node.name))
            case "qualified-rule":
                _require_harmless(node.content)
            case "{} block" | "() block" | "[] block":
                _require_harmless(node.content)


def _require_inner(address: str) -> None:
    if not address.startswith("#"):
        raise BadLogo("Filen hämtar något utifrån. Spara den som rena former.")


def _give_view_box(root: etree._Element) -> None:
    """A view box, and no size of its own: a drawing without the one is cut, not scaled, by the other."""
    sides = [str(root.attrib.pop(side, "")).removesuffix("px") for side in ("width", "height")]
    box = str(root.get("viewBox", " ".join(["0 0", *sides]))).replace(",", " ").split()
    if len(box) != 4 or not all(_NUMBER.fullmatch(part) for part in box) or "-" in box[2] + box[3]:
        raise BadLogo("Filen säger inte hur stor logotypen är (viewBox). Spara den igen från ritprogrammet.")
    if not float(box[2]) or not float(box[3]):
        raise BadLogo("Logotypen har ingen yta (viewBox). Spara den igen från ritprogrammet.")
    root.set("viewBox", " ".join(box))
