"""Caps in the application: what has been signed counts, under a lock, on the day and in the point it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Role
from decisions import actions, earlier
from decisions.models import Decision, Document
from delegation.caps import Scope
from tests import world
from tests.decisions.pages import as_posted, draft_today, logged_in
from tests.races import at_once
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


def capped(order: dict[str, Any]) -> None:
    """Point 2.1 with a cap of a million a year, where the fixture has six."""
    point = next(row for row in order["points"] if row["number"] == "2.1")
    point["caps"] = [{"fact": "amount", "at_most": 1_000_000, "per": "calendar_year"}]


@pytest.fixture
def region(db: None) -> World:
    return world.build(capped)


def grant(region: World, amount: int | str, now: datetime = NOW) -> Decision:
    """A project grant that waits for the director."""
    draft = world.drafted(region, point="2.1", decision_type="project_grant", facts={"amount": amount})
    return actions.submit(by=region.officer, decision=draft, now=now)


def cap_check(decision: Decision) -> dict[str, Any]:
    assert decision.verdict
    checks: list[dict[str, Any]] = decision.verdict["checks"]
    return next(check for check in checks if check["code"] == "caps.not_exceeded")


def test_what_is_signed_counts_and_exactly_the_cap_still_passes(region: World) -> None:
    world.sign(region, grant(region, 600_000))

    last = world.sign(region, grant(region, "400000.00"))

    assert "1 000 000 kr av högst 1 000 000 kr" in cap_check(last)["reason"].replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert last.question
    assert last.question["prior"] == [
        {"point": "2.1", "version": "2020:1", "decided_on": "2020-08-31", "facts": {"amount": 600_000}}
    ]


def test_an_ore_above_the_cap_is_refused_with_the_sum(region: World) -> None:
    world.sign(region, grant(region, 600_000))

    with pytest.raises(actions.Refused, match="överskrids") as refusal:
        grant(region, "400000.01")

    assert "1 000 000,01 kr" in str(refusal.value).replace("\N{NO-BREAK SPACE}", " ")


def test_a_decision_that_waited_while_another_took_the_room_is_refused(region: World) -> None:
    first, second = grant(region, 600_000), grant(region, 600_000)
    shown = actions.final(second, NOW).fingerprint
    world.sign(region, first)

    with pytest.raises(actions.Refused, match="överskrids"):
        world.sign(region, second, shown=shown)

    assert not Document.objects.filter(decision=second).exists()


def test_a_decision_with_room_left_is_signed_though_another_was_signed_meanwhile(region: World) -> None:
    first, second = grant(region, 100_000), grant(region, 100_000)
    shown = actions.final(second, NOW).fingerprint
    world.sign(region, first)

    world.sign(region, second, shown=shown)

    second.refresh_from_db()
    assert second.state == "signed"


def test_drafts_and_other_points_do_not_count(region: World) -> None:
    grant(region, 700_000)
    world.signed(region)

    assert world.sign(region, grant(region, 700_000)).question["prior"] == []  # type: ignore[index]


def test_an_urgent_decision_rests_on_no_point_and_fills_no_cap(region: World) -> None:
    chair = world.person("chair", region.board, Role.DELEGATE, "chair")
    draft = world.drafted(
        region,
        point="2.1",
        decision_type="project_grant",
        facts={"amount": 900_000},
        attested=world.ATTESTED | {"urgent": True},
        urgent_reason="Ansökningstiden går ut.",
        decider=chair,
    )
    decision = actions.submit(by=region.officer, decision=draft, now=NOW)
    world.sign(region, decision, by=chair)

    assert world.sign(region, grant(region, 700_000)).question["prior"] == []  # type: ignore[index]


def by_recipient(order: dict[str, Any]) -> None:
    """Point 2.1 with a cap for each recipient, which no condition of the point asks about."""
    order["facts"]["recipient"] = {"type": "text", "question": "Vem får bidraget?"}
    point = next(row for row in order["points"] if row["number"] == "2.1")
    point["caps"] = [{"fact": "amount", "at_most": 100_000, "per": {"fact": "recipient"}}]


@pytest.mark.parametrize(
    "again", ["Ume AB", "Ume  AB", "Ume\u00a0AB", "Ume AB\u034f", "Ume\u2800 AB", " Ume AB\ufe0f"]
)
def test_the_form_asks_whom_a_cap_counts_by_and_takes_one_spelling(db: None, again: str) -> None:
    region = world.build(by_recipient)
    first = by_form(region, "Ume AB", "100000")
    now = timezone.now()
    world.sign(region, actions.submit(by=region.officer, decision=first, now=now), now)

    with pytest.raises(actions.Refused, match="överskrids"):
        actions.submit(by=region.officer, decision=by_form(region, again, "1"), now=timezone.now())


def by_form(region: World, recipient: str, amount: str) -> Decision:
    """A grant as the officer writes it in the browser."""
    decision = draft_today(region, point="2.1", decision_type="project_grant", facts={})
    posted = as_posted(
        decision, point="2.1", decision_type="project_grant", fact_amount=amount, fact_recipient=recipient
    )
    page = logged_in(region.officer).post(f"{decision.get_absolute_url()}utkast/", posted)
    assert page.status_code == 302, page.content.decode()
    decision.refresh_from_db()
    return decision


def test_a_new_year_begins_at_nought(region: World) -> None:
    world.sign(region, grant(region, 600_000))
    new_year = NOW + timedelta(days=123)  # 1 January 2021, under the next version

    last = world.sign(region, grant(region, 600_000, new_year), new_year)

    assert last.decided_on == date(2021, 1, 1)
    assert last.question["prior"] == []  # type: ignore[index]


SCOPE = Scope(
    frozenset({("2020:1", "2.1")}),
    date(2020, 1, 1),
    date(2020, 12, 31),
    frozenset({"amount"}),
    frozenset({"project"}),
)
DAY, NEXT = date(2020, 3, 1), date(2020, 3, 2)


@pytest.mark.parametrize(
    ("facts", "rows"),
    [
        ([{"amount": 1}, {"amount": "2.50"}], [{"amount": "3.50"}]),
        ([{"amount": 1, "project": "A"}, {"amount": 2, "project": "B"}], [{"amount": 1}, {"amount": 2}]),
        ([{"amount": 1, "years": 3}, {"amount": 2, "years": 4}], [{"amount": 3}]),
        ([{"amount": 1}, {}, {}], [{"amount": 1}, {}]),
        (
            [{"amount": {"amount": 1, "currency": "NOK"}}] * 2,
            [{"amount": {"amount": 1, "currency": "NOK"}}] * 2,
        ),
    ],
    ids=["one day", "two projects", "other facts", "no amount", "another currency"],
)
def test_a_day_is_one_row_unless_something_keeps_it_apart(facts: list[Any], rows: list[Any]) -> None:
    found = earlier.summed([("2020:1", "2.1", DAY, row) for row in facts], SCOPE)

    told = [{key: value for key, value in row["facts"].items() if key == "amount"} for row in found]
    assert sorted(map(str, told)) == sorted(map(str, rows))


def test_two_days_are_two_rows_oldest_first() -> None:
    found = earlier.summed([("2020:1", "2.1", day, {"amount": 1}) for day in (NEXT, DAY)], SCOPE)

    assert [row["decided_on"] for row in found] == ["2020-03-01", "2020-03-02"]


@pytest.mark.postgresql
def test_what_a_cap_counts_is_found_by_an_index(region: World) -> None:
    rows = Decision.objects.decided_under(
        earlier._numbers(region.board, SCOPE), SCOPE.since, SCOPE.until
    ).values_list("order__version", "point", "decided_on", "facts")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # the table of a test is too small for an index

    plan = rows.explain()

    assert "decided_under_a_point" in plan, plan
    assert "Index Cond" in plan, plan
    assert "decided_on" in plan.split("Index Cond", 1)[1].splitlines()[0], plan


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_that_together_pass_the_cap_one_is_signed(transactional_db: None) -> None:
    region = world.build(capped)
    acts = [_signing(region, grant(region, 600_000)) for _ in range(2)]

    results = at_once(acts)

    refused = [result for result in results if isinstance(result, actions.Refused)]
    assert len(refused) == 1
    assert "överskrids" in str(refused[0])
    assert Decision.objects.filter(state="signed").count() == 1
    assert Document.objects.count() == 1


def _signing(region: World, decision: Decision) -> Callable[[], object]:
    shown = actions.final(decision, NOW).fingerprint
    return lambda: world.sign(region, decision, shown=shown)
