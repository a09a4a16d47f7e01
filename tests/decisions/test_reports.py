"""The list to the board: nothing forgotten, nothing twice, nothing changed once it is frozen."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from decisions import actions, events, reporting
from decisions.models import BoardReport, Decision, ReportLine
from tests import world
from tests.world import NOW, World

LATER = NOW + timedelta(days=40)


def report_of(region: World, held_on: date = date(2020, 9, 23)) -> BoardReport:
    meeting = actions.create_meeting(by=region.secretary, board=region.board, held_on=held_on, now=NOW)
    return BoardReport.objects.get(meeting=meeting)


def freeze(region: World, report: BoardReport) -> BoardReport:
    shown = reporting.fingerprint(reporting.decisions_on(report))
    return actions.freeze(by=region.secretary, report=report, shown=shown, now=NOW)


def test_the_list_proposes_what_is_signed_to_be_reported_and_on_no_list(region: World) -> None:
    decision = world.signed(region)
    world.submitted(region)
    report = report_of(region)

    assert reporting.decisions_on(report) == [decision]


def test_a_frozen_list_has_its_number_and_a_later_decision_comes_on_the_next(region: World) -> None:
    first = world.signed(region)
    report = freeze(region, report_of(region))
    late = world.signed(region)

    following = report_of(region, date(2020, 10, 21))

    assert report.number == "2020:1"
    assert reporting.decisions_on(report) == [first]
    assert reporting.decisions_on(following) == [late]


def test_a_list_that_has_changed_since_it_was_shown_is_not_frozen(region: World) -> None:
    world.signed(region)
    report = report_of(region)
    shown = reporting.fingerprint(reporting.decisions_on(report))
    world.signed(region)

    with pytest.raises(actions.ChangedSinceShown):
        actions.freeze(by=region.secretary, report=report, shown=shown, now=NOW)

    assert not ReportLine.objects.exists()


def test_an_empty_list_is_not_frozen(region: World) -> None:
    with pytest.raises(actions.Refused, match="inga beslut att anmäla"):
        freeze(region, report_of(region))


def test_the_section_is_written_back_and_the_decisions_are_reported(region: World) -> None:
    decision = world.signed(region)
    report = freeze(region, report_of(region))

    report = actions.write_back(by=region.secretary, report=report, section="87", now=LATER)

    decision.refresh_from_db()
    assert (report.minutes_section, decision.state) == ("§ 87", "reported")
    assert list(events.verify(region.board)) == []


@pytest.mark.parametrize(
    ("section", "now", "words"),
    [("åttiosju", LATER, "ingen paragraf"), ("§ 87", NOW, "Skriv in paragrafen efter det")],
)
def test_a_section_that_cannot_be_is_refused(region: World, section: str, now: object, words: str) -> None:
    world.signed(region)
    report = freeze(region, report_of(region))

    with pytest.raises(actions.Refused, match=words):
        actions.write_back(by=region.secretary, report=report, section=section, now=now)  # type: ignore[arg-type]


@pytest.mark.parametrize("who", ["officer", "director", "registrar"])
def test_only_the_secretary_freezes(region: World, who: str) -> None:
    world.signed(region)
    report = report_of(region)
    shown = reporting.fingerprint(reporting.decisions_on(report))

    with pytest.raises(actions.NotAllowed, match="nämndsekreterare"):
        actions.freeze(by=getattr(region, who), report=report, shown=shown, now=NOW)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE decisions_boardreport SET state = 'open'",
        "UPDATE decisions_boardreport SET number = '2020:9'",
        "DELETE FROM decisions_boardreport",
        "UPDATE decisions_reportline SET line = 9",
        "DELETE FROM decisions_reportline",
        "UPDATE decisions_meeting SET held_on = '2020-12-24'",
        "UPDATE decisions_document SET pages = 9",
    ],
)
def test_the_database_keeps_a_frozen_list_as_it_was(region: World, sql: str) -> None:
    world.signed(region)
    freeze(region, report_of(region))

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_decision_is_on_one_list_at_most(region: World) -> None:
    decision = world.signed(region)
    freeze(region, report_of(region))
    other = report_of(region, date(2020, 10, 21))

    with pytest.raises(DatabaseError), transaction.atomic():
        ReportLine.objects.create(report=other, decision=decision, line=1)


@pytest.mark.parametrize("title", ["=1+1", "+46", "-1", "@SUM(A1)"])
def test_no_cell_of_the_csv_is_a_formula(region: World, title: str) -> None:
    world.signed(region, title=title)

    text = reporting.as_csv(reporting.rows(list(Decision.objects.all()))).decode("utf-8")

    assert text.startswith("\ufeffRad;Beslutsdag;Diarienummer;Ärende")
    assert f";'{title};" in text


def test_the_workbook_holds_texts_as_texts_and_days_as_days(region: World) -> None:
    world.signed(region, title="=1+1")

    book = load_workbook(io.BytesIO(reporting.as_xlsx(reporting.rows(list(Decision.objects.all())))))

    sheet = book.worksheets[0]
    assert (sheet["D2"].value, sheet["D2"].data_type) == ("=1+1", "s")
    assert sheet["B2"].value.date() == date(2020, 8, 31)


def test_a_later_list_waits_for_an_earlier_one_that_is_open(region: World) -> None:
    world.signed(region)
    earlier, later = report_of(region), report_of(region, date(2020, 10, 21))

    with pytest.raises(actions.Refused, match="Sammanträdet 2020-09-23 hålls tidigare"):
        freeze(region, later)

    actions.move_meeting(by=region.secretary, meeting=earlier.meeting, held_on=date(2020, 11, 18), now=NOW)
    assert freeze(region, later).number == "2020:1"


def test_a_meeting_gets_another_day_only_while_its_list_is_open(region: World) -> None:
    world.signed(region)
    report = freeze(region, report_of(region))

    with pytest.raises(actions.NotAllowed, match="Listan är fryst"):
        actions.move_meeting(by=region.secretary, meeting=report.meeting, held_on=date(2020, 11, 18), now=NOW)


def test_the_list_says_as_what_the_decider_decided_and_what(region: World) -> None:
    world.signed(region, decision_text="<p>Avtalet tecknas.</p><p>Det gäller i två år.</p>")

    (row,) = reporting.rows(list(Decision.objects.all()))

    assert row.decided_as == "ordinarie regional utvecklingsdirektör"
    assert row.decision == "Avtalet tecknas. Det gäller i två år."


def test_a_frozen_list_says_the_same_when_people_and_units_get_other_names(region: World) -> None:
    decision = world.signed(region)
    report = freeze(region, report_of(region))
    before = reporting.as_csv(reporting.rows_of(report))
    region.director.name, decision.case.unit = "Annat Namn", "Annan enhet"
    region.director.save()
    decision.case.save()

    assert reporting.as_csv(reporting.rows_of(report)) == before
    assert "Annat Namn" not in before.decode()


def test_a_decision_is_not_reported_to_a_meeting_held_before_it_was_made(region: World) -> None:
    decision = world.signed(region)
    earlier, same_day = report_of(region, date(2020, 8, 30)), report_of(region, date(2020, 8, 31))

    assert reporting.decisions_on(earlier) == []
    assert reporting.decisions_on(same_day) == [decision]


def test_the_lists_document_costs_one_query_however_long_it_is(
    region: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        world.signed(region)
    rows = BoardReport.objects.select_related("meeting__board__organisation")
    report = rows.get(pk=report_of(region).pk)
    found = reporting.decisions_on(report)

    with django_assert_num_queries(1):
        reporting.document(report, found, number="")
