"""Two at once, on a database where two really are at once: exactly one wins, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from decisions import actions, events, reporting
from decisions.follow_ups import Kind
from decisions.models import BoardReport, Case, Decision, Document, Mark, Meeting, ReportLine
from decisions.standing import standing
from tests import world
from tests.decisions.follow_ups import TWO_DAYS_ON, completed, started
from tests.races import at_once
from tests.world import NOW, World

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def region(transactional_db: None) -> World:
    return world.build()


def test_eight_who_register_cases_get_numbers_in_a_row(region: World) -> None:
    results = at_once([lambda: [world.case_of(region) for _ in range(5)]] * 8)

    assert all(isinstance(result, list) for result in results)
    numbers = sorted(int(dnr.split("/")[1]) for dnr in Case.objects.values_list("dnr", flat=True))
    assert numbers == list(range(1, 41))
    assert list(events.verify(region.board)) == []


def test_two_tabs_sign_once(region: World) -> None:
    decision = world.submitted(region)
    shown = actions.final(decision, NOW).fingerprint

    def sign() -> object:
        return world.sign(region, decision, shown=shown)

    results = at_once([sign, sign])

    assert sum(isinstance(result, actions.Refused) for result in results) == 1
    assert Document.objects.filter(decision=decision).count() == 1


def test_a_decision_frozen_on_two_lists_at_once_is_on_one(region: World) -> None:
    world.signed(region)
    lists = []
    for day in (date(2020, 9, 23), date(2020, 10, 21)):
        meeting = actions.create_meeting(by=region.secretary, board=region.board, held_on=day, now=NOW)
        lists.append(BoardReport.objects.get(meeting=meeting))
    shown = reporting.fingerprint(reporting.decisions_on(lists[0]))

    def freeze(report: BoardReport) -> Callable[[], object]:
        return lambda: actions.freeze(by=region.secretary, report=report, shown=shown, now=NOW)

    results = at_once([freeze(report) for report in lists])

    assert sum(isinstance(result, actions.Refused) for result in results) == 1
    assert ReportLine.objects.count() == 1
    assert BoardReport.objects.filter(state="frozen").count() == 1


def test_a_day_that_two_give_to_meetings_at_once_goes_to_one(region: World) -> None:
    def create() -> object:
        return actions.create_meeting(
            by=region.secretary, board=region.board, held_on=date(2020, 9, 23), now=NOW
        )

    results = at_once([create, create, create])

    assert sum(isinstance(result, actions.Refused) for result in results) == 2
    assert Meeting.objects.count() == 1


def test_a_decision_is_taken_back_or_frozen_on_a_list_and_never_both(region: World) -> None:
    decision = world.signed(region)
    actions.create_meeting(by=region.secretary, board=region.board, held_on=date(2020, 9, 23), now=NOW)
    report = BoardReport.objects.get()
    shown = reporting.fingerprint(reporting.decisions_on(report))

    results = at_once(
        [
            lambda: actions.freeze(by=region.secretary, report=report, shown=shown, now=NOW),
            lambda: actions.withdraw_signed(by=region.director, decision=decision, comment="Fel.", now=NOW),
        ]
    )

    assert sum(isinstance(result, actions.Refused) for result in results) == 1
    assert (ReportLine.objects.count(), Mark.objects.count()) in {(1, 0), (0, 1)}


def test_of_two_replacements_that_are_signed_at_once_one_is(region: World) -> None:
    earlier = world.signed(region)
    acts = [_signing(region, completed(region, started(region, earlier, Kind.REPLACEMENT))) for _ in range(2)]

    results = at_once(acts)

    assert sum(isinstance(result, actions.Refused) for result in results) == 1
    assert len(standing(earlier).followed_by) == 1


def _signing(region: World, decision: Decision) -> Callable[[], object]:
    shown = actions.final(decision, TWO_DAYS_ON).fingerprint
    return lambda: world.sign(region, decision, TWO_DAYS_ON, shown=shown)
