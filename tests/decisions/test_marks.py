"""What is noted on a signed decision that itself stays: taken back in time, or found to lack power."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from decisions import actions, events, reporting
from decisions.follow_ups import Kind
from decisions.models import BoardReport, Event, Mark
from decisions.standing import made_known, standing
from delegation import immutability
from tests import world
from tests.decisions.follow_ups import LATER, TWO_DAYS_ON, followed, started, withdrawn
from tests.decisions.test_reports import freeze, report_of
from tests.world import NOW, World

LACKED = "Punkten omfattar inte bidrag."


def without_power(region: World, decision: Any) -> Any:
    return actions.mark_without_power(by=region.secretary, decision=decision, comment=LACKED, now=TWO_DAYS_ON)


def test_what_is_taken_back_stays_to_be_read_with_its_number_marked(region: World) -> None:
    decision = withdrawn(region, world.signed(region))

    decision.refresh_from_db()
    found = standing(decision)
    assert decision.state == "signed"
    assert (found.over, found.is_valid) == ("Återkallat 2020-08-31", False)
    assert found.withdrawn is not None
    assert (found.withdrawn.by, found.withdrawn.because) == (region.director.name, "Fel mottagare.")
    assert list(events.verify(region.board)) == []


def test_what_is_taken_back_is_reported_as_withdrawn(region: World) -> None:
    decision = withdrawn(region, world.signed(region))

    (row,) = reporting.rows(reporting.decisions_on(report_of(region)))

    assert (row.dnr, row.remark) == (decision.case.dnr, "Återkallat 2020-08-31")


def test_what_stands_on_a_frozen_list_is_known_and_not_taken_back(region: World) -> None:
    decision = world.signed(region)
    assert made_known(decision) == ""
    freeze(region, report_of(region))

    with pytest.raises(actions.NotAllowed, match="står på den frysta listan 2020:1"):
        withdrawn(region, decision)


@pytest.mark.parametrize("who", ["deputy", "officer", "secretary"])
def test_nobody_but_who_made_the_decision_takes_it_back(region: World, who: str) -> None:
    decision = world.signed(region)

    with pytest.raises(actions.NotAllowed, match="den som har fattat beslutet"):
        actions.withdraw_signed(by=getattr(region, who), decision=decision, comment="Fel.", now=LATER)


def test_it_is_taken_back_once_and_with_a_reason(region: World) -> None:
    decision = world.signed(region)
    with pytest.raises(actions.Refused, match="Skriv varför"):
        actions.withdraw_signed(by=region.director, decision=decision, comment=" ", now=LATER)
    withdrawn(region, decision)

    with pytest.raises(actions.NotAllowed, match="gäller inte längre"):
        withdrawn(region, decision)


def test_what_another_decision_follows_is_not_taken_back_before_that_one(region: World) -> None:
    earlier = world.signed(region)
    correction = followed(region, earlier)
    with pytest.raises(actions.NotAllowed, match="Återkalla det först"):
        withdrawn(region, earlier)

    withdrawn(region, correction, TWO_DAYS_ON)

    assert str(standing(earlier)) == ""
    withdrawn(region, earlier, TWO_DAYS_ON)


def test_a_list_that_was_shown_before_the_withdrawal_is_not_frozen(region: World) -> None:
    decision, report = world.signed(region), report_of(region)
    shown = reporting.fingerprint(reporting.decisions_on(report))
    withdrawn(region, decision)

    with pytest.raises(actions.ChangedSinceShown):
        actions.freeze(by=region.secretary, report=report, shown=shown, now=LATER)


def test_what_is_found_without_power_stays_marked_for_the_board(region: World) -> None:
    decision = without_power(region, world.signed(region))

    found = standing(decision)

    assert str(found) == "Beslutat utan behörighet, till nämnden 2020-09-02"
    assert found.is_valid
    assert found.without_power is not None
    assert found.without_power.because == LACKED
    assert reporting.rows(reporting.decisions_on(report_of(region)))[0].remark == str(found)


def test_registrar_or_secretary_finds_it_once(region: World) -> None:
    decision = world.signed(region)
    with pytest.raises(actions.NotAllowed, match="registrator eller nämndsekreterare"):
        actions.mark_without_power(by=region.officer, decision=decision, comment=LACKED, now=LATER)
    without_power(region, decision)

    with pytest.raises(actions.NotAllowed, match="redan antecknat 2020-09-02"):
        actions.mark_without_power(by=region.registrar, decision=decision, comment=LACKED, now=LATER)


def test_a_frozen_list_keeps_what_was_remarked_then(region: World) -> None:
    decision = world.signed(region)
    freeze(region, report_of(region))
    without_power(region, decision)

    (row,) = reporting.rows_of(BoardReport.objects.get())

    assert row.remark == ""


def test_the_list_says_the_remark_in_every_form(region: World) -> None:
    earlier = world.signed(region)
    followed(region, earlier)
    report = report_of(region)
    found = reporting.decisions_on(report)

    told = [row.remark for row in reporting.rows(found)]

    assert told == ["Rättat genom beslut 2020-09-02", "Rättar beslut 2020-08-31"]
    assert "Rättar beslut 2020-08-31" in reporting.as_csv(reporting.rows(found)).decode()
    document = reporting.document(report, found, "")
    assert [row.remark for _, rows in document.groups for row in rows] == told


# --- what the database refuses and the log bears out ---------------------------------------------------


def refused(act: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            act()
    except DatabaseError:
        return True
    return False


def plain(sql: str) -> Callable[[], None]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return run


def noted(region: World, decision: Any, verb: str, **changes: Any) -> Callable[[], object]:
    """A mark past the action, with an event that tells of it."""
    values: dict[str, Any] = {"kind": "withdrawn", "by": region.director, "at": LATER} | changes

    def act() -> object:
        events.record(
            verb,  # type: ignore[arg-type]
            board=region.board,
            actor=values["by"],
            capacity="x",
            at=LATER,
            decision=decision,
        )
        return Mark.objects.create(decision=decision, because="x", **values)

    return act


TAKEN_BACK, LACKING = "decision.signed_withdrawn", "decision.without_power"


def test_the_database_takes_a_mark_by_the_right_person_with_its_event_on_what_is_signed(
    region: World,
) -> None:
    decision, draft = world.signed(region), world.drafted(region)

    assert refused(noted(region, draft, LACKING, kind="without_power"))
    assert refused(noted(region, decision, LACKING))
    assert refused(noted(region, decision, TAKEN_BACK, at=NOW))
    assert refused(noted(region, decision, TAKEN_BACK, by=region.deputy))
    assert refused(noted(region, decision, TAKEN_BACK, kind="annat"))
    assert not refused(noted(region, decision, TAKEN_BACK))


def test_the_database_takes_nothing_back_that_is_known_or_followed(region: World) -> None:
    listed = world.signed(region)
    freeze(region, report_of(region))
    corrected = world.signed(region)
    followed(region, corrected)

    assert refused(noted(region, listed, TAKEN_BACK))
    assert refused(noted(region, corrected, TAKEN_BACK))


@pytest.mark.parametrize("sql", ["DELETE FROM decisions_mark", "UPDATE decisions_mark SET because = 'y'"])
def test_the_database_keeps_a_mark_as_it_is(region: World, sql: str) -> None:
    withdrawn(region, world.signed(region))

    assert refused(plain(sql))


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DELETE FROM decisions_mark", "anteckningen återkallat saknas"),
        ("UPDATE decisions_mark SET because = 'y'", "anteckningen återkallat är inte loggens"),
        ("UPDATE decisions_followup SET because = 'y'", "är inte vad som undertecknades"),
        ("DELETE FROM decisions_followup", "är inte vad som undertecknades"),
    ],
)
def test_a_link_or_mark_that_is_missing_or_altered_is_told(
    region: World, capsys: pytest.CaptureFixture[str], sql: str, words: str
) -> None:
    followed(region, world.signed(region), Kind.ANNULMENT)
    withdrawn(region, world.signed(region))
    immutability.remove(connection)
    plain(sql)()
    immutability.install(connection)

    with pytest.raises(SystemExit):
        call_command("verify_events")

    assert words in capsys.readouterr().out


def test_the_log_of_what_came_after_a_signature_holds(
    region: World, capsys: pytest.CaptureFixture[str]
) -> None:
    followed(region, world.signed(region))
    without_power(region, withdrawable := world.signed(region))
    withdrawn(region, withdrawable, TWO_DAYS_ON + timedelta(hours=1))

    with pytest.raises(SystemExit) as ended:
        call_command("verify_events")

    assert ended.value.code == 0, capsys.readouterr().out
    assert Event.objects.filter(verb__in=[TAKEN_BACK, LACKING]).count() == 2


def test_a_follow_up_is_not_begun_of_what_is_taken_back(region: World) -> None:
    decision = withdrawn(region, world.signed(region))

    with pytest.raises(actions.NotAllowed, match="Återkallat 2020-08-31"):
        started(region, decision)
