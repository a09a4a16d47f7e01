"""The engine against the examples in tests/examples, worked out by hand from the law and the formats."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from delegation import formats
from tests.engine.examples import CODES, KEYS, Example, changed, differences, everything, judged

EXAMPLES = everything()
SCHEMA = jsonschema.Draft202012Validator(json.loads((formats.SCHEMAS / "verdict-1.json").read_text("utf-8")))
# What the format never leaves open where there is a version and a point (`others` is where there is none).
NEVER_UNKNOWN = {"order.in_force", "point.exists", "point.covers_type", "subdelegation.valid"}


def _named(example: Example) -> str:
    """In ASCII, which pytest never escapes: what it escapes, a second run in one process does not find."""
    name = f"{example.theme}-{example.name}".replace(" ", "-")
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()


@pytest.fixture(scope="module")
def verdicts() -> dict[str, dict[str, Any]]:
    """Each example judged once, for the tests of them all."""
    return {_named(example): judged(example) for example in EXAMPLES}


@pytest.mark.parametrize("example", EXAMPLES, ids=_named)
def test_the_engine_answers_as_the_example_says(example: Example) -> None:
    verdict = judged(example)  # on its own: mutation testing asks which test ran what

    assert differences(example, verdict) == []
    assert [fault.message for fault in SCHEMA.iter_errors(json.loads(json.dumps(verdict)))] == []
    assert [check["code"] for check in verdict["checks"]] == CODES


def test_the_board_may_always_decide_and_stands_last(verdicts: dict[str, dict[str, Any]]) -> None:
    assert {str(verdict["may_decide"][-1]) for verdict in verdicts.values()} == {"{'kind': 'board'}"}


def test_something_is_missing_only_where_the_outcome_is_open(verdicts: dict[str, dict[str, Any]]) -> None:
    assert [
        name
        for name, verdict in verdicts.items()
        if verdict["missing"] and verdict["outcome"] != "undetermined"
    ] == []


def test_everyone_who_may_decide_is_within_as_the_decider(verdicts: dict[str, dict[str, Any]]) -> None:
    put = [
        (example, row)
        for example in EXAMPLES
        for row in verdicts[_named(example)]["may_decide"]
        if "person" in row
    ]
    wrong = []
    for example, row in put:
        changes = {"decider": row["person"], "attested": {"conflict_of_interest": False}}
        verdict = judged(replace(example, asked=changed(example.asked, changes)))
        if (verdict["outcome"], verdict["capacity"], verdict["position"]) != (
            "within",
            row["kind"],
            row["position"],
        ):
            wrong.append((_named(example), row))

    assert wrong == []
    assert put


def test_a_change_that_would_be_within_is_within_when_it_is_made(verdicts: dict[str, dict[str, Any]]) -> None:
    made = [
        (example, changes)
        for example in EXAMPLES
        for change in verdicts[_named(example)]["would_be_within_if"]
        if (changes := _made(change, example))
    ]
    after = [judged(replace(example, asked=changed(example.asked, changes))) for example, changes in made]

    wrong = [
        _named(example)
        for (example, _), verdict in zip(made, after, strict=True)
        if verdict["outcome"] != "within"
    ]
    assert wrong == []
    assert made


def _made(change: dict[str, Any], example: Example) -> dict[str, Any]:
    """The suggested change as one to the question; none where its own value is not inside (below, is_not)."""
    if "consulted" in change:
        entry = {"position": change["consulted"], "dated": example.asked["decided_on"]}
        return {"consulted": [*(example.asked.get("consulted") or []), entry]}
    inside = [change[test] for test in ("is", "at_most", "at_least") if test in change]
    inside += change.get("in", [])
    return {"facts": {change["fact"]: inside[0]}} if inside else {}


def test_every_check_fails_in_some_example_and_is_unknown_in_another() -> None:
    written = [example.expected.get("answers", {}) for example in EXAMPLES]
    tried = {(code, answer) for answers in written for code, answer in answers.items()}

    assert {code for code, answer in tried if answer == "fail"} == set(CODES)
    assert {code for code, answer in tried if answer == "unknown"} == {*CODES, "others"} - NEVER_UNKNOWN


def test_every_example_is_written_as_the_readme_says() -> None:
    odd = [example.name for example in EXAMPLES if set(example.expected) - KEYS]
    without_source = [example.name for example in EXAMPLES if not example.expected.get("source")]
    names = [_named(example) for example in EXAMPLES]

    assert (odd, without_source) == ([], [])
    assert sorted({name for name in names if names.count(name) > 1}) == []
