"""What an editor writes, against what the format says: every way in and every way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from delegation import condition_rows, formats, orders, written
from delegation.condition_rows import Row
from delegation.expressions import ExpressionError
from delegation.form_rows import Rows
from delegation.point_fields import Words
from delegation.point_form import PointForm
from delegation.word_forms import PARTS, key_of
from tests.world import ROOT

ORDERS = sorted((ROOT / "fixtures" / "orders").glob("*.yaml"))
FACTS: dict[str, dict[str, Any]] = {
    "amount": {"type": "money", "question": "Belopp"},
    "years": {"type": "integer", "question": "År"},
    "free": {"type": "boolean", "question": "Gratis?"},
    "kind": {"type": "choice", "question": "Slag", "choices": ["gåva", "lån; ränta"]},
    "name": {"type": "text", "question": "Namn"},
    "born": {"type": "date", "question": "Född"},
}


def filled_in(form: PointForm) -> QueryDict:
    """What a browser posts when the form is sent as it is shown."""
    data = QueryDict(mutable=True)
    every = [form.main, *(row for table in form.tables.values() for row in table.forms)]
    for field in (field for part in every for field in part):
        value = field.value()
        if isinstance(value, bool):
            data.update({field.html_name: "on"} if value else {})
        elif isinstance(value, list):
            data.setlist(field.html_name, value)
        elif value is not None:
            data[field.html_name] = str(value)
    for name, table in form.tables.items():
        data[f"{name}-rows"] = str(len(table.forms))
    return data


@pytest.mark.parametrize("path", ORDERS, ids=lambda path: path.stem)
def test_a_point_that_is_opened_and_saved_says_exactly_what_it_said(path: Any) -> None:
    data = orders.plain(formats.read_yaml(path))
    words = Words.of(data, [])

    for point in data["points"]:
        form = PointForm(words, point, data=filled_in(PointForm(words, point)))
        assert form.is_valid(), form.complaints()
        assert form.content() == point


@pytest.mark.parametrize("path", ORDERS, ids=lambda path: path.stem)
@pytest.mark.parametrize("part", PARTS.values(), ids=lambda part: part.slug)
def test_a_table_of_words_that_is_opened_and_saved_says_exactly_what_it_said(path: Any, part: Any) -> None:
    data = orders.plain(formats.read_yaml(path))
    shown = part.rows(data)
    posted = QueryDict(mutable=True)
    posted[f"{part.slug}-rows"] = str(len(shown.forms))
    for field in (field for form in shown.forms for field in form):
        if (value := field.value()) not in (None, False):
            posted[field.html_name] = "on" if value is True else str(value)

    rows: Rows = part.rows(data, posted)

    assert rows.is_valid(), [form.errors for form in rows.forms]
    stored = data.get(part.key, part.empty)
    said = part.read(rows)[part.key]
    if part.key == "positions":  # a no that was spelled out is said by silence
        stored = {key: {name: value for name, value in row.items() if value} for key, row in stored.items()}
    assert said == stored


# --- conditions as rows --------------------------------------------------------------------------------

A = {"fact": "amount", "at_most": 10}
B = {"fact": "years", "below": 3, "because": "Längre avtal prövar nämnden"}
C = {"fact": "free", "is": True}


@pytest.mark.parametrize(
    ("condition", "groups"),
    [
        (None, []),
        (A, [""]),
        ({"all": [A, B]}, ["", ""]),
        ({"any": [A, B]}, ["A", "A"]),
        ({"all": [A, {"any": [B, C]}]}, ["", "A", "A"]),
        ({"all": [{"any": [A, B]}, {"any": [B, C]}]}, ["A", "A", "B", "B"]),
    ],
)
def test_rows_say_what_the_condition_says(condition: Any, groups: list[str]) -> None:
    rows = condition_rows.to_rows(condition)

    assert rows is not None
    assert [row.group for row in rows] == groups
    assert condition_rows.from_rows(rows)[0] == condition


@pytest.mark.parametrize(
    "condition",
    [
        {"not": A},
        {"all": [A, {"not": B}]},
        {"any": [A, {"all": [B, C]}]},
        {"all": [A, {"all": [B, C]}]},
        {"any": [A, {"any": [B, C]}]},
    ],
)
def test_what_is_nested_more_deeply_is_left_to_the_text(condition: Any) -> None:
    assert condition_rows.to_rows(condition) is None


def test_each_row_knows_where_it_stands_in_the_condition() -> None:
    rows = [Row("a", "is", 1), Row("b", "is", 1, group="A"), Row("c", "is", 1), Row("d", "is", 1, group="A")]

    assert condition_rows.from_rows(rows)[1] == [
        ("all", 0),
        ("all", 1, "any", 0),
        ("all", 2),
        ("all", 1, "any", 1),
    ]


# --- values --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "test", "fact", "value"),
    [
        ("500 000", "at_most", "amount", 500000),
        ("99,50", "below", "amount", "99.50"),
        ("2 × belopp", "at_most", "amount", {"parameter": "belopp", "times": 2}),
        ("belopp", "above", "amount", {"parameter": "belopp"}),
        ("3", "is", "years", 3),
        ("1; 2", "in", "years", [1, 2]),
        ("nej", "is", "free", False),
        ("gåva", "is", "kind", "gåva"),
        ("Ängsö, söder", "is_not", "name", "Ängsö, söder"),
        ("a b; c", "not_in", "name", ["a b", "c"]),
        ("2026-12-31", "at_least", "born", "2026-12-31"),
    ],
)
def test_a_value_is_read_as_it_is_written_and_shown_as_it_was(
    text: str, test: str, fact: str, value: Any
) -> None:
    assert written.read(text, test, FACTS[fact], {"belopp"}) == value
    assert written.shown(value, FACTS[fact]) == text


@pytest.mark.parametrize(
    ("text", "test", "fact"),
    [
        ("mycket", "at_most", "amount"),
        ("-1", "at_most", "amount"),
        ("60.000", "at_most", "amount"),
        ("3 × okänd", "at_most", "amount"),
        ("1,5", "is", "years"),
        ("kanske", "is", "free"),
        ("skänk", "is", "kind"),
        ("gåva; skänk", "in", "kind"),
        ("2026-02-30", "at_least", "born"),
        ("500 000 kr", "at_most", "amount"),
    ],
)
def test_a_value_that_does_not_fit_its_question_is_refused(text: str, test: str, fact: str) -> None:
    with pytest.raises(ExpressionError):
        written.read(text, test, FACTS[fact], {"belopp"})


def test_a_choice_that_cannot_be_told_from_two_is_written_as_text() -> None:
    data = {"positions": {"chief": {"title": "Chef"}}, "facts": FACTS}
    stored = {"when": {"fact": "kind", "in": ["lån; ränta"]}, "delegates": ["chief"]}

    form = PointForm(Words.of(data, []), stored)

    assert form.main["expression"].value() == 'kind i ("lån; ränta")'
    assert not form.tables["conditions"].forms[0].initial


# --- rows and keys -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "titles"),
    [
        ("add:kapitel", ["Allmänt", "Ekonomi", None, None]),
        ("drop:kapitel:0", ["Ekonomi", None]),
        ("drop:kapitel:7", ["Allmänt", "Ekonomi", None]),
        ("add:annat", ["Allmänt", "Ekonomi", None]),
    ],
)
def test_a_press_of_a_button_gives_a_row_more_or_less_and_keeps_the_rest(
    act: str, titles: list[str | None]
) -> None:
    posted = QueryDict("kapitel-rows=3&kapitel-0-title=Allmänt&kapitel-1-title=Ekonomi")
    part = PARTS["kapitel"]
    rows = part.rows({"positions": {}}, posted)

    again = part.rows({"positions": {}}, initial=rows.after(act))

    assert [form["title"].value() or None for form in again.forms] == titles


@pytest.mark.parametrize("count", ["", "x", "-1", "99999999999999999999", "²"])
def test_a_count_of_rows_that_nobody_was_given_is_bounded(count: str) -> None:
    posted = QueryDict(mutable=True)
    posted["kapitel-rows"] = count

    assert 1 <= len(PARTS["kapitel"].rows({"positions": {}}, posted).forms) <= 1000


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Regional utvecklingsdirektör", "regional_utvecklingsdirektor"),
        ("HR-chef", "hr_chef"),
        ("2:e vice ordförande", "e_vice_ordforande"),
        ("§", "ord"),
    ],
)
def test_a_key_is_made_of_the_title(title: str, key: str) -> None:
    assert key_of(title) == key


def test_two_rows_do_not_share_a_key() -> None:
    posted = QueryDict(mutable=True)
    posted.update(
        {"beslutstyper-rows": "2", "beslutstyper-0-title": "Avtal", "beslutstyper-1-title": "Avtal"}
    )
    part = PARTS["beslutstyper"]
    rows = part.rows({"positions": {}}, posted)
    assert rows.is_valid()

    part.read(rows)

    assert rows.forms[1].errors == {"key": ["Nyckeln avtal finns redan. Ge raden en egen."]}
