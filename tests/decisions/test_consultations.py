"""Samråd: on record before the decision, part of what is signed, and never after it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from decisions import actions
from decisions.casefiles import playing, reading
from decisions.models import Consultation, Decision, DocumentKind, Event
from delegation.formats import FormatError
from delegation.models import Position
from tests import world
from tests.decisions.pages import as_posted, logged_in
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

DAY = date(2020, 8, 30)
AGREEMENT = {
    "point": "1.3",
    "decision_type": "cooperation_agreement",
    "facts": {"amount": 1, "within_budget": True, "years": 1},
}


def economy_manager(region: World) -> Position:
    return Position.objects.get(board=region.board, key="economy_manager")


def heard(region: World, decision: Decision, day: date = DAY) -> Consultation:
    return actions.add_consultation(
        by=region.officer,
        decision=decision,
        position=economy_manager(region),
        dated=day,
        note="Inget att invända.",
        now=NOW,
    )


def read(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def test_a_point_that_asks_for_samrad_waits_for_it(region: World) -> None:
    decision = world.drafted(region, **AGREEMENT)
    with pytest.raises(actions.Refused, match="Samråd med ekonomichef är inte antecknat"):
        actions.submit(by=region.officer, decision=decision, now=NOW)

    heard(region, decision)

    assert actions.submit(by=region.officer, decision=decision, now=NOW).state == "submitted"


def test_the_samrad_is_part_of_what_is_signed(region: World) -> None:
    decision = world.drafted(region, **AGREEMENT)
    heard(region, decision)
    decision = actions.submit(by=region.officer, decision=decision, now=NOW)
    shown = actions.final(decision, NOW)

    signed = world.sign(region, decision, shown=shown.fingerprint)

    assert signed.question
    assert signed.question["consulted"] == [{"position": "economy_manager", "dated": "2020-08-30"}]
    assert "Ekonomichef, 2020-08-30" in read(shown.pdfs[DocumentKind.DECISION].content)


def test_a_samrad_to_come_is_refused(region: World) -> None:
    decision = world.drafted(region, **AGREEMENT)

    with pytest.raises(actions.Refused, match="2020-09-01, som inte har varit än"):
        heard(region, decision, date(2020, 9, 1))

    assert not decision.consultations.exists()


def test_a_samrad_long_before_the_case_is_refused(region: World) -> None:
    decision = world.drafted(region, **AGREEMENT)

    with pytest.raises(actions.Refused, match="mer än ett år innan ärendet öppnades"):
        heard(region, decision, date(2019, 8, 30))

    heard(region, decision, date(2019, 8, 31))


def test_a_samrad_can_be_taken_back_and_the_log_tells_of_both(region: World) -> None:
    decision = world.drafted(region, **AGREEMENT)
    row = heard(region, decision)

    actions.remove_consultation(by=region.officer, row=row, now=NOW)

    verbs = Event.objects.filter(decision=decision).order_by("sequence").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["decision.consultation_added", "decision.consultation_removed"]
    assert not decision.consultations.exists()


CHANGES: dict[str, Callable[[Consultation], object]] = {
    "add": lambda row: Consultation.objects.create(
        decision=row.decision, position=row.position, dated=row.dated
    ),
    "change": lambda row: Consultation.objects.filter(pk=row.pk).update(dated=date(2020, 8, 1)),
    "delete": lambda row: Consultation.objects.filter(pk=row.pk).delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_after_the_signature_the_database_keeps_samrad_as_it_was(
    region: World, change: Callable[[Consultation], object]
) -> None:
    decision = world.drafted(region)
    row = heard(region, decision)
    decision = actions.submit(by=region.officer, decision=decision, now=NOW)
    world.sign(region, decision)

    with pytest.raises(DatabaseError, match="låst"), transaction.atomic():
        change(row)


@pytest.mark.parametrize("act", ["add_consultation", "save"])
def test_the_form_puts_a_samrad_on_record_whichever_button_is_pressed(region: World, act: str) -> None:
    decision = world.drafted(region, **AGREEMENT)
    posted = as_posted(
        decision,
        act=act,
        consulted_position="economy_manager",
        consulted_dated="2020-08-30",
        consulted_note="",
    )

    page = logged_in(region.officer).post(f"{decision.get_absolute_url()}utkast/", posted, follow=True)

    assert "samrådet med ekonomichef är antecknat" in page.content.decode()
    assert decision.consultations.get().dated == DAY


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"consulted_position": "economy_manager"}, "ange dagen"),
        ({"consulted_position": "", "act": "add_consultation"}, "Välj med vem"),
        ({"consulted_position": "economy_manager", "consulted_dated": "2999-01-01"}, "inte har varit än"),
        ({"act": "remove_consultation:x"}, "redan borttaget"),
    ],
)
def test_a_samrad_that_cannot_be_kept_leaves_the_draft_saved(
    region: World, given: dict[str, str], told: str
) -> None:
    decision = world.drafted(region, **AGREEMENT)
    posted = as_posted(decision, **({"act": "save", "title": "Ny rubrik"} | given))

    page = logged_in(region.officer).post(f"{decision.get_absolute_url()}utkast/", posted, follow=True)

    decision.refresh_from_db()
    assert told in page.content.decode()
    assert decision.title == "Ny rubrik"
    assert not decision.consultations.exists()


CASE = """
format: case/1
orders: [{orders}/run-2020.yaml]
unit: Näringsliv
officer: {{username: officer1, name: Handläggaren}}
decider:
  {{username: director1, name: Direktören, position: regional_development_director,
    kind: ordinary, from: 2018-01-01}}
case: {{title: Samverkan, opened_on: 2020-08-20}}
decision:
  type: cooperation_agreement
  point: null
  decided_on: 2020-08-31
  background: "<p>Bakgrund.</p>"
  consulted: [{{position: {position}, dated: {dated}}}]
  decision_text: "<p>Avtalet ingås.</p>"
  facts: {{amount: 100, within_budget: true, years: 1, commits_funds: true}}
  attested: {{kl_6_38_1: false, kl_6_38_2: false, kl_6_38_3: false, kl_6_38_4: false, kl_6_38_5: false,
             conflict_of_interest: false, urgent: false, reserved_by_board: false}}
"""


def case_file(folder: Path, **changes: str) -> Path:
    told = {
        "orders": str(world.ROOT / "fixtures/orders"),
        "position": "economy_manager",
        "dated": "2020-08-21",
    }
    path = folder / "samverkan.case.yaml"
    path.write_text(CASE.format(**(told | changes)), "utf-8")
    return path


def test_a_case_file_tells_of_samrad_and_the_point_is_chosen(db: None, tmp_path: Path) -> None:
    played = playing.play(reading.read(case_file(tmp_path)))

    assert (played.decision.state, played.decision.point) == ("signed", "1.3")
    assert played.decision.question
    assert played.decision.question["consulted"] == [{"position": "economy_manager", "dated": "2020-08-21"}]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"position": "nobody"}, "befattningen ”nobody” finns inte"),
        ({"dated": "2020-09-01"}, "ligger efter decided_on"),
    ],
)
def test_a_samrad_that_cannot_be_in_a_case_file_is_told(
    tmp_path: Path, changes: dict[str, str], told: str
) -> None:
    with pytest.raises(FormatError, match=told):
        reading.read(case_file(tmp_path, **changes))
