"""The benches still run, and their contenders still agree: numbers are read by people, never asserted."""

from __future__ import annotations

import re

from bench import engine, growth


def test_the_engines_agree_on_the_same_questions_and_each_has_a_line() -> None:
    lines = engine.run(rounds=1, count=40, prior=100)

    names = [re.split(r"\s{2,}", line)[0] for line in lines[1:]]
    assert names == [
        "json.loads of the question",
        "conditions by hand",
        "zen-engine: conditions",
        "cedarpy: conditions",
        "engine.rule",
        "advice.answer, within",
        "advice.answer, outside",
        "JSON text to JSON text",
    ]


def test_growth_is_told_for_each_number_of_earlier_decisions() -> None:
    lines = growth.in_memory((10, 20), rounds=1)

    assert [line.split()[0] for line in lines[1:]] == ["10", "20"]
