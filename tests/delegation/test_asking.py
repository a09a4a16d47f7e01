"""Which question is asked next, and whom the answers lead to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from delegation import asking, asking_page, orders, statutes
from delegation.asking import BANNED, Asked, Grounds, Walk
from delegation.subjects import subjects
from delegation.terms import Outcome

DAY = date(2020, 8, 31)
DIRECTOR = "regional_development_director"
FOLDER = Path(settings.BASE_DIR) / "fixtures" / "orders"

# A board with all that the demo region's orders do not say.
MANY_SIDED = """
format: delegation-order/1
board: {code: BUN, name: Barn- och utbildningsnämnden, organisation: Kommun Exempel}
order: {title: Ordning, version: "1", adopted_on: 2019-12-01, adopted_in: § 1/2019, valid_from: 2020-01-01}
decision_types:
  leave: {title: Ledighet}
  aid: {title: Stöd}
  purchase: {title: Inköp}
  closing: {title: Stängning}
positions:
  head: {title: Förvaltningschef, head_of_administration: true}
  principal: {title: Rektor, superior: head}
  deputy: {title: Biträdande rektor}
  clerk: {title: Assistent}
  committee: {title: Individutskottet, body: true}
  chair: {title: Ordförande, elected: true}
  vice_chair: {title: Vice ordförande, elected: true}
urgent_decisions: [chair, vice_chair]
facts:
  days: {type: integer, question: "Hur många dagar gäller ledigheten?"}
  amount: {type: money, question: "Vad kostar det?"}
  child: {type: text, question: "Vilket barn gäller det?"}
  kind: {type: choice, question: "Vilket slags stöd?", choices: [skolskjuts, tolk]}
  starts: {type: date, question: "Vilken dag stängs det?"}
parameters: {basbelopp: [{from: 2021-01-01, value: 50000}]}
points:
  - number: "1"
    title: Ledighet
    decision_types: [leave]
    delegates: [{position: principal, when: {fact: days, at_most: 10}}, head]
    substitutes: [deputy, clerk]
    ranked: true
    superiors: when_absent
    own_unit: true
    reporting: to_board
    appeal_route: administrative_appeal
  - number: "2"
    title: Stöd
    decision_types: [aid]
    delegates: [committee]
    when: {fact: kind, is: tolk}
    caps: [{fact: amount, at_most: 20000, per: {fact: child}}]
    consult: [{position: clerk, when: {fact: amount, above: 5000}}, head]
    reporting: to_board
    appeal_route: administrative_appeal
  - number: "3"
    title: Inköp
    decision_types: [purchase]
    delegates: [head]
    when: {fact: amount, at_most: {parameter: basbelopp, times: 1}}
    four_eyes: false
    reporting: to_board
    appeal_route: none
  - number: "4"
    title: Stängning
    decision_types: [closing]
    delegates: [head]
    when: {fact: starts, at_least: 2020-09-01}
    valid_to: 2020-12-31
    reporting: to_board
    appeal_route: none
"""


@pytest.fixture(scope="module")
def region() -> Grounds:
    rows = [orders.read(FOLDER / f"run-{year}.yaml") for year in (2020, 2021)]
    return asking.grounds_of(rows, statutes.load())


@pytest.fixture(scope="module")
def municipality() -> Grounds:
    return asking.grounds_of([orders.parse(MANY_SIDED, "ordning.yaml")], statutes.load())


def answered(kind: str, answers: Mapping[str, Any], day: date = DAY) -> Asked:
    facts = {name: value for name, value in answers.items() if name != BANNED}
    return Asked(day, kind, facts=facts, banned=answers.get(BANNED))


def walked(grounds: Grounds, asked: Asked) -> Walk:
    found = asking.walk(grounds, asked)
    assert found is not None
    return found


def able(walk: Walk) -> set[str]:
    return {trial.position for trial in walk.of(Outcome.WITHIN)}


# Decision type, each question in turn with its answer, and the positions that may decide at the end.
WALKS: tuple[tuple[str, dict[str, Any], set[str]], ...] = (
    ("acknowledgement", {BANNED: False}, {"unit_head_business", DIRECTOR}),
    ("power_of_attorney", {BANNED: False}, {DIRECTOR, "chair"}),
    ("power_of_attorney", {BANNED: True}, set()),
    ("statement", {"to_assembly": False, BANNED: False}, {DIRECTOR}),
    ("statement", {"to_assembly": True}, set()),
    # the amount is asked by both points, so it decides most
    ("cooperation_agreement", {"amount": 400001}, set()),
    ("cooperation_agreement", {"amount": 0, "commits_funds": False, BANNED: False}, {DIRECTOR}),
    (
        "cooperation_agreement",
        {"amount": 400000, "within_budget": True, "years": 3, BANNED: False},
        {DIRECTOR},
    ),
    ("cooperation_agreement", {"amount": 400000, "within_budget": True, "years": 4}, set()),
    ("cooperation_agreement", {"amount": 0, "commits_funds": True, "within_budget": False}, set()),
    ("write_off", {"amount": 47299, BANNED: False}, {"economy_manager"}),
    ("write_off", {"amount": 47300}, set()),
    ("project_grant", {"amount": 750000, BANNED: False}, {DIRECTOR}),
)
MORE_WALKS: tuple[tuple[str, dict[str, Any], set[str]], ...] = (
    # the head needs no answer, and the principal's own limit decides whether there are two
    ("leave", {"days": 10, BANNED: False}, {"principal", "head"}),
    ("leave", {"days": 11, BANNED: False}, {"head"}),
    # a committee is a delegate like any other; the cap alone asks for the amount, and never for the child
    ("aid", {"kind": "tolk", "amount": 20000, BANNED: False}, {"committee"}),
    ("aid", {"kind": "tolk", "amount": 20001}, set()),
    ("aid", {"kind": "skolskjuts"}, set()),
    ("closing", {"starts": date(2020, 9, 1), BANNED: False}, {"head"}),
)


def follow(grounds: Grounds, kind: str, answers: Mapping[str, Any], end: set[str]) -> None:
    """Each answer in turn is to the question that is asked; after the last nothing more is."""
    given: dict[str, Any] = {}
    for name, answer in answers.items():
        walk = walked(grounds, answered(kind, given))
        assert (walk.asks, asking_page.headline(walk)) == (name, "")
        given[name] = answer
    walk = walked(grounds, answered(kind, given))
    assert (walk.asks, able(walk)) == (None, end)
    assert (asking_page.headline(walk) == "Bara nämnden får besluta") is (end == set())


@pytest.mark.parametrize(("kind", "answers", "end"), WALKS)
def test_the_region_is_asked_what_decides_most_until_it_is_clear(
    region: Grounds, kind: str, answers: dict[str, Any], end: set[str]
) -> None:
    follow(region, kind, answers, end)


@pytest.mark.parametrize(("kind", "answers", "end"), MORE_WALKS)
def test_own_limits_committees_caps_and_days_are_asked_about_too(
    municipality: Grounds, kind: str, answers: dict[str, Any], end: set[str]
) -> None:
    follow(municipality, kind, answers, end)


@pytest.mark.parametrize(("kind", "answers", "end"), [*WALKS, *MORE_WALKS])
def test_every_order_of_the_answers_has_the_same_end(
    region: Grounds, municipality: Grounds, kind: str, answers: dict[str, Any], end: set[str]
) -> None:
    grounds = municipality if (kind, answers, end) in MORE_WALKS else region
    for order in permutations(answers):
        given: dict[str, Any] = {}
        for name in order:
            given[name] = answers[name]
            walk = walked(grounds, answered(kind, given))
            if walk.asks is None:
                break
        assert (order, walk.asks, able(walk)) == (order, None, end)


def test_a_named_point_is_tried_alone_whatever_else_covers_its_type(region: Grounds) -> None:
    walk = walked(region, Asked(DAY, "", point="1.3", facts={"amount": 0}))

    assert [trial.point.number for trial in walk.trials] == ["1.3"]
    assert walk.asks == "within_budget"


def test_the_answer_comes_from_the_version_of_the_day(region: Grounds) -> None:
    by_day = {
        day: walked(region, Asked(day, "letter_of_intent")).order.version
        for day in (date(2020, 12, 31), date(2021, 1, 1))
    }

    assert by_day == {date(2020, 12, 31): "2020:1", date(2021, 1, 1): "2021:1"}
    assert asking.walk(region, Asked(date(2019, 12, 31), "letter_of_intent")) is None


def test_what_no_answer_can_settle_is_never_a_yes(municipality: Grounds) -> None:
    walk = walked(municipality, answered("purchase", {"amount": 1}))

    assert (walk.asks, able(walk)) == (None, set())
    assert asking_page.headline(walk) == "Det går inte att avgöra här vem som får besluta"
    assert any("basbelopp" in text for text in asking.why_unsure(walk.trials))


def test_a_point_counts_only_on_its_own_days(municipality: Grounds) -> None:
    walk = walked(municipality, Asked(date(2021, 1, 1), "closing"))

    assert (walk.trials, asking_page.headline(walk)) == ((), "Bara nämnden får besluta")


def test_a_cap_is_told_of_and_holds_this_decision_alone(municipality: Grounds) -> None:
    fine = answered("aid", {"kind": "tolk", "amount": 20000, BANNED: False})
    over = answered("aid", {"kind": "tolk", "amount": 20001})

    assumed = asking_page.assumptions(walked(municipality, fine), fine, "lagen")
    reasons = asking.why_not(walked(municipality, over).trials)

    assert any(text.startswith("Taket räcker till. Här räknas bara det här beslutet") for text in assumed)
    assert reasons[0].endswith("Mer än så ryms aldrig under punktens tak för sammanlagda belopp.")


@pytest.mark.parametrize(
    ("amount", "consulted"), [(None, ["clerk", "head"]), (5000, ["head"]), (5001, ["clerk", "head"])]
)
def test_samrad_is_shown_when_the_answers_call_for_it_or_may(
    municipality: Grounds, amount: int | None, consulted: list[str]
) -> None:
    asked = answered("aid", {} if amount is None else {"amount": amount})
    order = walked(municipality, asked).order

    found = asking.as_needed(order, order.points[1], asked).consult

    assert [row.position for row in found] == consulted
    assert [row.when is not None for row in found] == [amount is None and row == "clerk" for row in consulted]


def test_substitutes_superiors_and_the_chair_are_told_in_words(municipality: Grounds) -> None:
    order = walked(municipality, answered("leave", {})).order

    assert asking.stand_ins(order, order.points[0], ["principal", "head"]) == (
        "När alla som är delegater i punkten är frånvarande: biträdande rektor, "
        "och när de också är det assistent.",
        "Överordnad får också besluta när alla som är delegater i punkten är frånvarande: förvaltningschef.",
    )
    assert asking.stand_ins(order, order.points[1], ["committee"]) == ()
    assert asking.in_urgent_matters(order) == "ordförande eller vice ordförande"


def test_a_single_change_that_would_do_is_told(region: Grounds) -> None:
    asked = answered("project_grant", {"amount": 750001})
    walk = walked(region, asked)

    row = asking_page.shown(region, asked, walk, asking_page.tried(walk)[0], None, {})

    assert row.changes == (
        "Det skulle rymmas om ”Sammanlagt värde utan mervärdesskatt, alla år och förlängningar” "
        "vore högst 750\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr.",
    )


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("samverkan", ["letter_of_intent", "cooperation_agreement"]),
        ("SAMVERKANSAVTAL budget", ["cooperation_agreement"]),
        ("4.2", ["direct_award"]),
        ("personal", ["employment", "acting_appointment"]),
        ("finns inte", []),
    ],
)
def test_what_to_decide_is_found_by_its_title_its_points_and_their_chapter(
    region: Grounds, search: str, found: list[str]
) -> None:
    order = region.orders["2020:1"]

    assert [row.decision_type for row in subjects(order, DAY, search)] == found


def test_everything_that_the_day_has_is_listed_under_its_chapter(region: Grounds) -> None:
    rows = subjects(region.orders["2020:1"], DAY)

    assert len(rows) == 15
    assert [row.chapter for row in rows][:6] == ["1 Allmänt och avtal"] * 5 + ["2 Ekonomi och bidrag"]
