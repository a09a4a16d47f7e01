"""Logos: shapes and points are kept; what runs, fetches or looks different elsewhere is refused."""

from __future__ import annotations

import io

import pytest
from lxml import etree
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from delegation.logos import PNG, SVG, BadLogo, cleaned

XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
SHAPE = '<path d="M0 0h9v9z"/>'


def svg(content: str, *, before: str = "", attributes: str = 'viewBox="0 0 9 9"') -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" {XLINK} {attributes}>{content}</svg>'.encode()


def png(width: int, height: int, mode: str = "RGB", info: PngInfo | None = None) -> bytes:
    found = io.BytesIO()
    Image.new(mode, (width, height)).save(found, "PNG", pnginfo=info)
    return found.getvalue()


# --- SVG -----------------------------------------------------------------------------------------------

LAUGHS = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (svg(f"<script>alert(1)</script>{SHAPE}"), "ett skript"),
        (svg(SHAPE, attributes='viewBox="0 0 9 9" onload="alert(1)"'), "ett skript"),
        (svg('<path d="M0 0" onclick="alert(1)"/>'), "ett skript"),
        (svg(f"<foreignObject/>{SHAPE}"), "”foreignObject”"),
        (svg(f'<image href="data:image/png;base64,AA"/>{SHAPE}'), "en bild inuti sig"),
        (svg(f"<text>Region</text>{SHAPE}"), "Gör om den till konturer"),
        (svg(f'<use xlink:href="#a"/>{SHAPE}'), "med formerna utskrivna"),
        (svg(f'<a href="https://example.org/">{SHAPE}</a>'), "”a”"),
        (svg(f'<animate attributeName="x"/>{SHAPE}'), "”animate”"),
        (svg(f'<linearGradient xlink:href="https://example.org/a.svg#b"/>{SHAPE}'), "utanför sig själv"),
        (svg('<path d="M0 0" fill="url(https://example.org/a.svg#b)"/>'), "hämtar något utifrån"),
        (svg('<path d="M0 0" style="fill:url(&quot;file:///etc/passwd&quot;)"/>'), "hämtar något utifrån"),
        (svg('<path d="M0 0" clip-path="url(data:image/svg+xml,x)"/>'), "hämtar något utifrån"),
        (svg('<path d="M0 0" style="width:expression(1)"/>'), "”expression”"),
        (svg(f'<style>@import "https://example.org/a.css";</style>{SHAPE}'), "stilmall"),
        (svg(f"<style>@font-face {{ src: url(a.ttf) }}</style>{SHAPE}"), "stilmall"),
        (svg(f"<style>path {{ fill: url(https://example.org/) }}</style>{SHAPE}"), "hämtar något utifrån"),
        (svg(f"<title>&b;</title>{SHAPE}", before=LAUGHS), "egna definitioner"),
        (svg(f"<title>&a;</title>{SHAPE}", before=OUTSIDE), "egna definitioner"),
        (svg(""), "inga former"),
        (svg(SHAPE, attributes=""), "hur stor logotypen är"),
        (svg(SHAPE, attributes='viewBox="0 0 nan 1"'), "hur stor logotypen är"),
        (svg(SHAPE, attributes='viewBox="0 0 0 9"'), "ingen yta"),
        (svg(SHAPE * 3_001), "fler än 3000 former"),
        (svg("<g>" * 300 + SHAPE + "</g>" * 300), "varken en SVG eller en PNG"),
        (b"<html><body/></html>", "varken en SVG eller en PNG"),
        (b"GIF89a", "varken en SVG eller en PNG"),
        (b"\xff\xd8\xff\xe0", "varken en SVG eller en PNG"),
        (b" " * 300_001, "större än 300 kB"),
    ],
)
def test_a_drawing_that_does_more_than_draw_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(BadLogo, match=why):
        cleaned(content)


def test_what_editors_note_for_themselves_is_left_out_and_the_shapes_stay() -> None:
    content = svg(
        '<metadata><a/></metadata><i:view xmlns:i="http://inkscape.org/"><i:grid/></i:view>'
        '<?php x?><!-- x --><g data-name="Lager 1"><path d="M0 0h9v9z" class="a" i:label="x" '
        'xmlns:i="http://inkscape.org/"/></g><style>.a { fill: #0b4a6f }</style>',
        before='<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">',
    )

    kept = cleaned(content)

    assert kept.media_type == SVG
    names = [etree.QName(element).localname for element in etree.fromstring(kept.content).iter()]
    assert names == ["svg", "g", "path", "style"]
    assert all(word not in kept.content for word in (b"inkscape", b"php", b"<!", b"data-name"))
    assert b".a { fill: #0b4a6f }" in kept.content


def test_a_gradient_and_a_clip_within_the_file_stay() -> None:
    content = svg(
        '<defs><linearGradient id="a"><stop offset="0" stop-color="rgb(1,2,3)"/></linearGradient>'
        '<linearGradient id="b" xlink:href="#a"/><clipPath id="c"><rect/></clipPath></defs>'
        '<path d="M0 0h9v9z" fill="url(#b)" clip-path="url(#c)"/>'
    )

    kept = cleaned(content).content

    assert all(word in kept for word in (b"rgb(1,2,3)", b'xlink:href="#a"', b"url(#b)", b"url(#c)"))


def test_a_drawing_without_a_view_box_gets_one_of_its_size_and_scales() -> None:
    root = etree.fromstring(cleaned(svg(SHAPE, attributes='width="210px" height="44"')).content)

    assert dict(root.attrib) == {"viewBox": "0 0 210 44"}


# --- PNG -----------------------------------------------------------------------------------------------


def test_a_picture_is_drawn_anew_without_what_else_the_file_says() -> None:
    info = PngInfo()
    info.add_text("Comment", "hemligt")

    kept = cleaned(png(300, 100, "RGBA", info))

    assert kept.media_type == PNG
    assert b"hemligt" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as image:
        assert (image.size, image.mode) == ((300, 100), "RGBA")


def test_a_large_picture_is_made_small() -> None:
    with Image.open(io.BytesIO(cleaned(png(3200, 800)).content)) as image:
        assert image.size == (1600, 400)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (png(5000, 4000), "5000 × 4000 punkter"),
        (png(40, 20), "blir suddig på papper"),
        (png(300, 100)[:45], "skadad"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "skadad"),
    ],
)
def test_a_picture_that_is_too_large_too_small_or_broken_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(BadLogo, match=why):
        cleaned(content)
