"""run_case: a case file played from the case to the list, or a clear word about why not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pikepdf
import pytest
from openpyxl import load_workbook

from decisions import events
from decisions.actions import Refused
from decisions.casefiles import playing, reading
from decisions.models import BoardReport, Case, Event
from delegation import formats
from delegation.models import Board
from tests.world import ROOT

EXAMPLE = ROOT / "fixtures" / "thamsklyngen.case.yaml"
MINUTED = ROOT / "tests" / "casefiles" / "minuted.case.yaml"
DECISION_TEXT = EXAMPLE.read_text("utf-8").split("decision_text: ")[1].split("  facts:")[0]
VERDICT_SCHEMA = json.loads((formats.SCHEMAS / "verdict-1.json").read_text("utf-8"))


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "run_case", *map(str, arguments)]
    env = {key: value for key, value in os.environ.items() if key != "DEMO"} | environment
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def variant(folder: Path, *changes: tuple[str, str], of: Path = EXAMPLE) -> Path:
    """A copy of the example in `folder`, with texts exchanged, still pointing at the orders."""
    text = of.read_text("utf-8").replace("[orders/run", f"[{ROOT}/fixtures/orders/run")
    text = text.replace(" orders/run", f" {ROOT}/fixtures/orders/run").replace("../../", f"{ROOT}/")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "changed.case.yaml"
    path.write_text(text, "utf-8")
    return path


def text_of(pdf: Path) -> str:
    found = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True)
    return " ".join(found.stdout.split())


# --- as its user runs it -------------------------------------------------------------------------------


def test_the_example_is_decided_and_its_documents_are_written(tmp_path: Path) -> None:
    result = run(EXAMPLE, "--out", tmp_path, DEMO="1")

    told = json.loads(result.stdout)
    assert (result.returncode, result.stderr) == (0, "")
    assert (told["dnr"], told["state"]) == ("RUN/495/2020", "signed")
    assert (told["verdict"]["outcome"], told["verdict"]["point"]) == ("within", "1.2")
    jsonschema.validate(told["verdict"], VERDICT_SCHEMA)
    assert [row["kind"] for row in told["documents"]] == ["decision", "letter_of_intent"]
    for row in told["documents"]:
        with pikepdf.open(tmp_path / row["file"]) as pdf:
            assert len(pdf.pages) == row["pages"]
    decision, letter = (text_of(tmp_path / row["file"]) for row in told["documents"])
    for words in ("RUN/495/2020", "John Kåre Solem, Thamsklyngen", "Anders Byström", "1.2", "RUN § 123/2019"):
        assert words in decision
    assert "Dear John Kåre Solem" in letter
    assert told["report"]["lines"] == 1
    assert "RUN/495/2020" in (tmp_path / told["report"]["file_csv"]).read_text("utf-8-sig")
    assert load_workbook(tmp_path / told["report"]["file_xlsx"]).worksheets[0]["C2"].value == "RUN/495/2020"


def test_the_same_file_gives_the_same_again_but_for_signatures_and_codes(tmp_path: Path) -> None:
    first, second = (json.loads(run(EXAMPLE, "--out", tmp_path / name, DEMO="1").stdout) for name in "ab")

    for row in (*first["documents"], *second["documents"]):
        row["sha256"] = ""
    assert first == second
    assert first["report"]["lines"] == 1


def test_a_case_that_commits_funds_stops_as_a_draft_and_names_the_condition(tmp_path: Path) -> None:
    path = variant(tmp_path, ("commits_funds: false", "commits_funds: true"))

    result = run(path, "--out", tmp_path, DEMO="1")

    told = json.loads(result.stdout)
    assert (result.returncode, told["state"], told["documents"]) == (1, "draft", [])
    failed = [check["code"] for check in told["verdict"]["checks"] if check["outcome"] == "fail"]
    assert failed == ["conditions.met"]
    assert "Punkten gäller bara utan ekonomiskt åtagande" in result.stderr
    assert "conditions.met" in result.stderr
    assert list(tmp_path.glob("*.pdf")) == []


def test_without_demo_nothing_is_done(tmp_path: Path) -> None:
    result = run(EXAMPLE, "--out", tmp_path / "out")

    assert (result.returncode, result.stdout) == (3, "")
    assert "Kör igen med DEMO=1" in result.stderr
    assert not (tmp_path / "out").exists()


def test_bad_input_is_told_on_stderr_only(tmp_path: Path) -> None:
    path = tmp_path / "latin.case.yaml"
    path.write_bytes(EXAMPLE.read_text("utf-8").encode("latin-1", "replace"))

    result = run(path, "--out", tmp_path, DEMO="1")

    assert (result.returncode, result.stdout) == (3, "")
    assert "inte UTF-8" in result.stderr
    assert "Inget har sparats" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (DECISION_TEXT, f"{'<ul><li>' * 80}a\n", "Texten har 160 nivåer i varandra; högst 12 får plats."),
        ("RUN/495/2020", "RUN/99999999/2020", "RUN/99999999/2020 ligger för långt fram."),
        ("RUN/495/2020", "RUN/1/2999", "året ska vara 1900–2020"),
        ("opened_on: 2020-08-20", "opened_on: 1020-08-20", "kan inte vara upprättat 1020-08-20"),
    ],
)
def test_what_no_button_would_do_is_bad_input(tmp_path: Path, old: str, new: str, words: str) -> None:
    result = run(variant(tmp_path, (old, new)), "--out", tmp_path / "ut", DEMO="1")

    assert (result.returncode, result.stdout) == (3, "")
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_kept_cases_lie_in_the_configured_database_and_are_not_played_twice(tmp_path: Path) -> None:
    own = {"DEMO": "1", "DATABASE_URL": f"sqlite:///{tmp_path}/kept.db", "DATA_DIR": str(tmp_path)}
    own |= {"SECRET_KEY": "only-for-this-test", "KEYS_SECRET": "only-for-this-test"}

    too_early = run(EXAMPLE, "--out", tmp_path, "--keep", **own)
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=os.environ | own, check=True)
    first, second = (run(EXAMPLE, "--out", tmp_path, "--keep", **own) for _ in range(2))

    assert (too_early.returncode, first.returncode, second.returncode) == (3, 0, 3)
    assert "Kör manage.py migrate" in too_early.stderr
    assert second.stdout == ""
    assert "RUN/495/2020 är redan använt, av ärendet ”Letter of Intent" in second.stderr


def test_an_out_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("här")

    result = run(EXAMPLE, "--out", tmp_path / "file", DEMO="1")

    assert (result.returncode, result.stdout) == (3, "")
    assert "Välj en annan mapp" in result.stderr


# --- what is wrong in a file ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("format: case/1", "format: case/2", "rad 3, format: ”case/2”. Här ska stå case/1."),
        ("unit: Näringsliv", "enhet: Näringsliv", "okänd nyckel: enhet"),
        ('point: "1.2"', 'point: "9.9"', "rad 21, decision.point: punkt ”9.9” finns inte"),
        ('point: "1.2"', "point: 1.2", "decision.point: ”1.2”. Här ska stå text"),
        ("decided_on: 2020-08-31", "decided_on: 31/8 2020", "ÅÅÅÅ-MM-DD"),
        ("decided_on: 2020-08-31", "decided_on: 2020-08-01", "ligger före opened_on"),
        ("opened_on: 2020-08-20", "opened_on: 2020-02-30", "case.opened_on: ”2020-02-30”"),
        ("title: Letter of Intent", f"title: {'x' * 201}", "texten är 201 tecken. Högst 200 får plats"),
        ("title: Letter of Intent", 'title: "a\\x01b"', "letter.title: texten har styrtecknet U+0001"),
        ("unit: Näringsliv", 'unit: "a\\ud800b"', "unit: texten har styrtecknet U+D800"),
        ("name: Martina Lundholm", 'name: " "', "officer.name: ” ”. Det får inte vara tomt"),
        ("position: regional_development_director", "position: boss", "befattningen ”boss” finns inte"),
        ("dnr: RUN/495/2020", "dnr: RUN-495", "till exempel RUN/495/2020"),
        ("dnr: RUN/495/2020", "dnr: KUN/495/2020", "dnr: ”KUN/495/2020”"),
        ("amount: 0,", "amount: -1,", "decision.facts.amount: ”-1”. Ett belopp kan inte vara negativt"),
        ("amount: 0,", "budget: 0,", "decision.facts.budget: frågan finns inte"),
        ("commits_funds: false", "commits_funds: nej", "Svara true eller false"),
        ("urgent: false", "urgent: nej", "decision.attested.urgent: ”nej”"),
        ("username: martina", "username: 'mar tina'", "Ett användarnamn har bara bokstäver"),
        ("language: en", "language: de", "Tillåtna är sv, en, nb"),
        ("file: null", "file: saknas.pdf", "filen ”saknas.pdf” går inte att läsa"),
        ("file: null", "file: changed.case.yaml", "Filtypen går inte att ta emot. Tillåtna är PDF"),
        ("run-2021.yaml", "saknas.yaml", "saknas.yaml: filen finns inte"),
        ("run-2021.yaml", "run-2020.yaml", "Varje version börjar en egen dag"),
        ("  to: null", "  to: 2017-01-01", "ligger före from"),
        (DECISION_TEXT, "<p><br></p>\n", "decision.decision_text: här står ingen text"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = variant(tmp_path, (old, new))

    with pytest.raises(formats.FormatError) as caught:
        reading.read(path)

    assert words in str(caught.value)


def test_a_broken_order_and_a_broken_case_are_told_at_once(tmp_path: Path) -> None:
    order = tmp_path / "order.yaml"
    order.write_text(
        (ROOT / "fixtures/orders/run-2021.yaml").read_text("utf-8").replace("title:", "titel:", 1)
    )
    path = variant(
        tmp_path,
        (f"{ROOT}/fixtures/orders/run-2021.yaml", "order.yaml"),
        ("decided_on: 2020-08-31", "decided_on: 2020-08-01"),
    )

    with pytest.raises(formats.FormatError) as caught:
        reading.read(path)

    assert "order.yaml, rad 5, order.titel: okänd nyckel: titel" in str(caught.value)
    assert "changed.case.yaml, rad 22, decision.decided_on" in str(caught.value)


# --- what is kept --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_event_says_that_it_was_played_from_the_file() -> None:
    playing.play(reading.read(EXAMPLE))

    log = Event.objects.order_by("sequence")
    assert [event.verb for event in log] == [
        "case.registered",
        "decision.started",
        "decision.basis_added",
        "decision.edited",
        "decision.submitted",
        "decision.signed",
    ]
    assert {event.data["replayed_from"] for event in log} == {"thamsklyngen.case.yaml"}
    assert {event.capacity for event in log} == {
        "handläggare, uppspelat i demoläge",
        "Regional utvecklingsdirektör, uppspelat i demoläge",
    }
    assert list(events.verify(Board.objects.get())) == []


@pytest.mark.django_db
def test_a_case_with_a_meeting_has_its_list_frozen_before_it(tmp_path: Path) -> None:
    path = variant(tmp_path, ("letter:\n", "meeting: {date: 2020-09-23}\nletter:\n"))

    played, told = playing.play_to(reading.read(path), tmp_path)

    assert played.report is not None
    assert (played.report.state, played.report.number, str(played.report.frozen_at)) == (
        "frozen",
        "2020:1",
        "2020-09-16 15:00:00+02:00",
    )
    assert [row["kind"] for row in told["documents"]] == ["decision", "letter_of_intent", "board_report"]
    assert "Summa: 1" in text_of(tmp_path / "anmalan-2020-1.pdf")


@pytest.mark.django_db
def test_a_decision_with_its_own_protocol_leaves_the_list_open_and_empty(tmp_path: Path) -> None:
    _, told = playing.play_to(reading.read(MINUTED), tmp_path)

    assert (told["dnr"], told["state"], told["report"]["lines"]) == ("RUN/1/2022", "signed", 0)
    assert BoardReport.objects.get().state == "open"


@pytest.mark.parametrize(
    ("change", "outcome", "state"),
    [
        (("conflict_of_interest: false", "conflict_of_interest: true"), "outside", "draft"),
        (("    conflict_of_interest: false\n", ""), "undetermined", "draft"),
        (("username: anders", "username: martina"), "outside", "draft"),
        (("from: 2018-01-01", "from: 2020-09-01"), "outside", "draft"),
        (("type: letter_of_intent", "type: brev"), "outside", "draft"),
        (("decided_on: 2020-08-31", "decided_on: 2021-08-31"), "within", "signed"),
    ],
)
@pytest.mark.django_db
def test_the_verdict_decides_how_far_a_case_comes(
    tmp_path: Path, change: tuple[str, str], outcome: str, state: str
) -> None:
    same_name = [("name: Anders Byström", "name: Martina Lundholm")] if "martina" in change[1] else []

    played = playing.play(reading.read(variant(tmp_path, change, *same_name)))

    assert (played.verdict["outcome"], played.decision.state) == (outcome, state)


@pytest.mark.django_db
def test_a_case_that_cannot_be_played_leaves_nothing_behind(tmp_path: Path) -> None:
    playing.play(reading.read(EXAMPLE))
    before = [model.objects.count() for model in (Case, Event, Board)]
    other: list[Any] = [
        ("dnr: RUN/495/2020", "dnr: RUN/496/2020"),
        ("name: Anders Byström", "name: Direktör"),
    ]

    with pytest.raises(Refused, match="tillhör redan Anders Byström, inte Direktör"):
        playing.play(reading.read(variant(tmp_path, *other)))

    assert [model.objects.count() for model in (Case, Event, Board)] == before


@pytest.mark.django_db
def test_an_order_with_another_content_is_not_taken_for_the_one_that_is_there(tmp_path: Path) -> None:
    playing.play(reading.read(EXAMPLE))
    order = tmp_path / "order.yaml"
    text = (ROOT / "fixtures/orders/run-2020.yaml").read_text("utf-8")
    order.write_text(text.replace("below: 47300", "below: 90000"), "utf-8")
    path = variant(tmp_path, (f"{ROOT}/fixtures/orders/run-2020.yaml", "order.yaml"))

    with pytest.raises(Refused, match="Version 2020:1 av RUN:s delegationsordning finns redan"):
        playing.play(reading.read(path))
