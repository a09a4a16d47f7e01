"""What someone writes into a text is words: nothing in it runs, is fetched, or is kept beside them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from weasyprint.urls import FatalURLFetchingError

from decisions import documents, richtext
from decisions.documents import Document, rendering
from tests.decisions.test_documents import DECISION, LETTER, ORDER, REPORT, ROWS, opened
from tests.pdf_checks import faults

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<svg xmlns="http://www.w3.org/2000/svg"><title>&b;</title></svg>'
)
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "handler": '<p onclick="alert(1)">x</p>',
    "script address": '<a href="javascript:alert(1)">x</a>',
    "image": '<img src="https://example.org/x.png" alt="x">',
    "file": '<img src="file:///etc/passwd" alt="x">',
    "data": f'<img src="data:image/svg+xml;base64,{"QUFB" * 1000}" alt="x">',
    "import": '<style>@import url("https://example.org/x.css");</style>',
    "background": "<style>p { background: url(file:///etc/passwd) }</style>",
    "font": "<style>@font-face { font-family: x; src: url(https://example.org/x) } p { font: 9pt x }</style>",
    "style": '<p style="background: url(https://example.org/x)">x</p>',
    "style sheet": '<link rel="stylesheet" href="https://example.org/x.css">',
    "attachment": '<link rel="attachment" href="file:///etc/passwd">',
    "attached link": '<a rel="attachment" href="file:///etc/passwd">x</a>',
    "svg": '<svg><image href="file:///etc/passwd" width="9" height="9"/></svg>',
    "svg use": '<svg><use href="https://example.org/x.svg#a"/></svg>',
    "entities": BOMB,
    "object": '<object data="file:///etc/passwd"></object>',
    "embed": '<embed src="file:///etc/passwd">',
    "frame": '<iframe src="file:///etc/passwd"></iframe>',
    "form": '<form action="https://example.org"><input name="a" value="b"></form>',
    "base": '<base href="https://example.org/"><p>x</p>',
    "refresh": '<meta http-equiv="refresh" content="0;url=https://example.org">',
}
RICH = {"background", "decision", "body"}
# Words that a program chooses, not a person.
CHOSEN = {"language", "route", "reporting", "points_reporting"}


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Addresses that a document has got something from."""
    found: list[str] = []
    fetch = rendering.StaticOnly.fetch

    def noted(self: rendering.StaticOnly, url: str, headers: Any = None) -> Any:
        response = fetch(self, url, headers)
        found.append(url)
        return response

    monkeypatch.setattr(rendering.StaticOnly, "fetch", noted)
    yield found
    assert [url for url in found if not url.startswith("static:")] == []


@pytest.mark.parametrize("name", HOSTILE)
def test_a_cleaned_text_keeps_only_words(name: str) -> None:
    cleaned = richtext.clean(f"<p>Före</p>{HOSTILE[name]}<p>Efter</p>")

    assert "<p>Före</p>" in cleaned
    assert "<p>Efter</p>" in cleaned
    for word in ("example.org", "passwd", "alert", "base64", "ENTITY", "<svg", "<img", "<style", "<link"):
        assert word not in cleaned


@pytest.mark.parametrize("name", HOSTILE)
def test_a_text_that_nobody_has_cleaned_still_fetches_and_runs_nothing(name: str, fetched: list[str]) -> None:
    document = replace(DECISION, background=HOSTILE[name])
    try:
        pdf = opened(document)
    except FatalURLFetchingError:
        return
    with pdf:
        written = b"".join(item.unparse() for item in pdf.objects if "/Type" in _keys(item))
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
    for word in (b"JavaScript", b"javascript", b"passwd", b"Filespec", b"SubmitForm"):
        assert word not in written


def _keys(item: Any) -> Any:
    return item.keys() if hasattr(item, "keys") else ()


def _hostile(value: Any, name: str, text: str) -> Any:
    """`value` with `text` in every field that a person writes in plain words."""
    if isinstance(value, str):
        return value if name in RICH | CHOSEN else text
    if isinstance(value, tuple):
        return tuple(_hostile(item, "", text) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return replace(value, **{key: _hostile(item, key, text) for key, item in fields.items()})
    return value


@pytest.mark.parametrize(
    "document",
    [DECISION, LETTER, replace(REPORT, groups=(("1", ROWS[:1]),)), ORDER],
    ids=["decision", "letter", "report", "order"],
)
def test_every_field_in_plain_words_comes_out_as_written(document: Document, fetched: list[str]) -> None:
    text = '<img src="https://example.org/x"><script>alert(1)</script>{{ day }}'

    made = _hostile(document, "", text)
    content = documents.render(made).content

    html = documents.html(made)
    assert "<img" not in html
    assert "<script" not in html
    assert html.count("&lt;img src=") >= html.count("{{ day }}") > 5
    assert faults(content) == []
