"""Two at once, on a database where two really are at once: exactly one wins, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from decisions import actions, events, reporting
from decisions.models import BoardReport, Case, Document, Meeting, ReportLine
from tests import world
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
        return actions.sign(
            by=region.director,
            decision=decision,
            shown=shown,
            conflict_of_interest=False,
            proof=world.proof(shown, NOW),
            now=NOW,
        )

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
