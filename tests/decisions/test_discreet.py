"""A verdict tells no sum of cases that its reader does not see, wherever it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Role, User
from decisions import actions, panel
from decisions.models import Decision
from tests import world
from tests.decisions.drafts_to_try import grant
from tests.decisions.pages import draft_today, logged_in
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=2)
WITHHELD = "Summan visas inte, eftersom taket räknar ärenden med sekretess som du inte ser."
CHILD = "Taket för ”Sammanlagt värde” för ”Vilket barn?”"


def by_child(order: dict[str, Any]) -> None:
    """Point 2.1 with a cap for each child, and no other."""
    order["facts"]["amount"]["question"] = "Sammanlagt värde"
    order["facts"]["child"] = {"type": "text", "question": "Vilket barn?"}
    point = next(row for row in order["points"] if row["number"] == "2.1")
    point["caps"] = [{"fact": "amount", "at_most": 100_000, "per": {"fact": "child"}}]


@pytest.fixture
def region(db: None) -> World:
    """60 000 kr to Kim is decided in a confidential case."""
    region = world.build(by_child)
    grant(region, 0, 0, confidential=True, facts={"amount": 60_000, "child": "Kim"})
    return region


@pytest.fixture
def outsider(region: World) -> World:
    """The region as an officer has it who has no part in the confidential case."""
    return replace(region, officer=world.person("outsider", region.board, Role.OFFICER))


def asked(region: World, amount: int, child: str = "Kim", **changes: object) -> Decision:
    facts = {"amount": amount, "child": child}
    return world.drafted(region, point="2.1", decision_type="project_grant", facts=facts, **changes)


def shown(decision: Decision, viewer: User) -> panel.Panel:
    return panel.of_draft(decision, LATER, viewer)


def plain(text: object) -> str:
    return str(text).replace("\N{NO-BREAK SPACE}", " ").replace("\\xa0", " ")


def told_of_caps(shown: panel.Panel) -> tuple[str, list[str]]:
    """What the panel says of the cap check, and of each cap."""
    row = next(row for row in shown.open + shown.passed if row.title == "Beloppstak")
    return plain(row.reason), [plain(part.reason) for part in row.parts]


def test_a_cap_with_room_has_no_sum_for_who_sees_less_than_it_counts(outsider: World) -> None:
    decision = asked(outsider, 1)

    assert told_of_caps(shown(decision, outsider.officer)) == (WITHHELD, [f"{CHILD} ”Kim” räcker till."])
    assert told_of_caps(shown(decision, outsider.secretary)) == (
        "",
        [f"{CHILD} ”Kim” räcker till: med det här beslutet blir det 60 001 kr av högst 100 000 kr."],
    )


def test_a_cap_that_stops_has_neither_its_sum_nor_what_would_fit(outsider: World) -> None:
    decision = asked(outsider, 40_001)
    to_outsider, to_secretary = (shown(decision, who) for who in (outsider.officer, outsider.secretary))

    assert plain(to_outsider.why) == f"{CHILD} ”Kim” överskrids. {WITHHELD}"
    assert to_outsider.changes == ()
    assert "100 001 kr" in plain(to_secretary.why)
    assert [plain(row) for row in to_secretary.changes] == [
        "Det skulle rymmas om ”Sammanlagt värde” vore högst 40 000 kr."
    ]


def test_a_child_without_any_decision_is_told_of_in_the_same_words(outsider: World) -> None:
    decision = asked(outsider, 1, "Robin")

    assert told_of_caps(shown(decision, outsider.officer)) == (WITHHELD, [f"{CHILD} ”Robin” räcker till."])


def test_who_has_a_part_in_the_confidential_case_is_told_the_sum(region: World) -> None:
    assert "60 001 kr" in plain(shown(asked(region, 1), region.officer))


def test_a_confidential_case_under_another_point_hides_nothing(db: None) -> None:
    region = world.build(by_child)
    grant(region, 0, 0, facts={"amount": 60_000, "child": "Kim"})
    letter = {"amount": 0, "commits_funds": False}
    grant(region, 0, 1, confidential=True, point="1.2", decision_type="letter_of_intent", facts=letter)
    outsider = replace(region, officer=world.person("outsider", region.board, Role.OFFICER))

    assert "60 001 kr" in plain(shown(asked(outsider, 1), outsider.officer))


def test_the_pages_of_a_draft_hold_no_figure_of_the_cap(outsider: World) -> None:
    facts = {"amount": 41_111, "child": "Kim"}
    decision = draft_today(outsider, point="2.1", decision_type="project_grant", facts=facts)

    for address in (decision.get_absolute_url(), f"{decision.get_absolute_url()}utkast/"):
        text = plain(logged_in(outsider.officer).get(address).content.decode())
        assert WITHHELD in text
        assert "101 111" not in text
        assert "40 000" not in text


def test_a_refusal_to_send_tells_no_sum(outsider: World) -> None:
    with pytest.raises(actions.Refused) as refusal:
        actions.submit(by=outsider.officer, decision=asked(outsider, 40_001), now=LATER)

    assert plain(refusal.value) == (
        f"Beslutet kan inte skickas. {CHILD} ”Kim” överskrids. {WITHHELD} Utkastet är sparat."
    )


def test_a_refusal_to_sign_tells_no_sum_and_what_is_signed_keeps_it(region: World, outsider: World) -> None:
    chief = world.person("chief", region.board, Role.DELEGATE, "regional_development_director")
    first, second = (
        actions.submit(by=outsider.officer, decision=asked(outsider, 30_000, decider=chief), now=LATER)
        for _ in range(2)
    )
    fingerprints = [actions.final(row, LATER).fingerprint for row in (first, second)]

    def sign(decision: Decision, fingerprint: str) -> Decision:
        return world.sign(region, decision, LATER, by=chief, shown=fingerprint)

    signed = sign(first, fingerprints[0])
    with pytest.raises(actions.Refused) as refusal:
        sign(second, fingerprints[1])

    assert plain(refusal.value).endswith(f"{CHILD} ”Kim” överskrids. {WITHHELD}")
    assert "90 000 kr av högst 100 000 kr" in plain(signed.verdict)
    assert told_of_caps(panel.of_signed(signed, chief))[0] == WITHHELD
    assert "90 000 kr" in plain(panel.of_signed(signed, outsider.secretary))


@pytest.mark.parametrize(("who", "likely"), [("officer", ["Robin"]), ("secretary", ["Kim", "Robin"])])
def test_a_likely_name_is_told_only_from_decisions_that_are_seen(
    outsider: World, who: str, likely: list[str]
) -> None:
    grant(outsider, 0, 1, facts={"amount": 1, "child": "Robin"})
    viewer = getattr(outsider, who)

    notes = [note for child in ("KIM", "ROBIN") for note in shown(asked(outsider, 1, child), viewer).notes]

    assert [note.partition("liknar ”")[2].partition("”")[0] for note in notes] == likely


def test_an_earlier_answer_that_no_longer_fits_is_not_told(db: None) -> None:
    def numbers_next_year(order: dict[str, Any]) -> None:
        by_child(order)
        if order["order"]["version"] == "2021:1":
            order["facts"]["amount"] = {"type": "integer", "question": "Belopp"}

    region = world.build(numbers_next_year)
    grant(region, 0, 0, confidential=True, facts={"amount": "60000.50", "child": "Kim"})
    outsider = replace(region, officer=world.person("outsider", region.board, Role.OFFICER))
    decision = draft_today(outsider, point="2.1", decision_type="project_grant", facts={"amount": 1})

    told = panel.of_draft(decision, timezone.now(), outsider.officer).why

    assert told == (
        "Uppgifterna passar inte delegationsordningen som gäller i dag. "
        "Svar i tidigare beslut passar inte frågorna i den. Be nämndens redaktör rätta ordningen."
    )
