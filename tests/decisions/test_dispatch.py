"""Expediering: recipients, sending, sending again, receipts and returns, and what the database refuses."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from accounts.models import Role
from decisions import actions, events, packages, settled, store
from decisions.abilities import may
from decisions.dispatching import is_dispatched
from decisions.models import (
    Bounce,
    Decision,
    Dispatch,
    Event,
    OutgoingMail,
    Receipt,
    ReceiptKind,
    Recipient,
    Verb,
    Way,
)
from tests import world
from tests.decisions.sendings import HOW, LETTER, heard_of, recipient, sent, signed
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

BY_POST: dict[str, Any] = {"way": Way.LETTER, "address": "Box 1\n831 00 Exempelstad"}
IN_MAILBOX: dict[str, Any] = {"way": Way.DIGITAL_MAILBOX, "address": "556000-0001"}
NEXT_DAY = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def sends_email(settings: Settings) -> None:
    settings.SENDS_EMAIL = True


# --- recipients ------------------------------------------------------------------------------------------


def test_a_recipient_is_kept_with_their_way_and_documents(region: World) -> None:
    decision = signed(region, letter=LETTER)
    letter = decision.documents.get(kind="letter_of_intent")

    row = recipient(region, decision, documents=[letter])

    assert (row.name, row.way, row.address) == ("Bolaget AS", "email", "post@bolaget.example")
    assert list(row.documents.all()) == [letter]
    assert not is_dispatched(decision)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "Bolaget\r\nBcc: spion@example.org"}, "på en rad"),
        ({"name": "Bolaget\nAS"}, "på en rad"),
        ({"name": "\u200b"}, "på en rad"),
        ({"address": ""}, "Skriv adressen"),
        ({"address": "post@bolaget.example\r\nBcc: spion@example.org"}, "går inte att skicka till"),
        ({"address": "post@bolaget.example, spion@example.org"}, "går inte att skicka till"),
        ({"address": "Bolaget <post@bolaget.example>"}, "går inte att skicka till"),
        ({"address": "post@bolaget"}, "går inte att skicka till"),
        ({"documents": []}, "Välj minst en"),
    ],
)
def test_a_recipient_that_cannot_be_sent_to_is_refused(
    region: World, changes: dict[str, Any], words: str
) -> None:
    decision = signed(region)

    with pytest.raises(actions.Refused, match=words):
        recipient(region, decision, **changes)

    assert not Recipient.objects.exists()


def test_documents_of_another_decision_are_not_sent(region: World) -> None:
    other = signed(region)

    with pytest.raises(actions.Refused, match="beslutets handlingar"):
        recipient(region, signed(region), documents=list(other.documents.all()))


def test_a_recipient_is_taken_away_until_sent_to(region: World) -> None:
    decision = signed(region)
    row = recipient(region, decision)
    actions.remove_recipient(by=region.officer, recipient=row, now=NOW)
    assert not Recipient.objects.exists()

    made = sent(region, decision)

    with pytest.raises(actions.Refused, match="är expedierat"):
        actions.remove_recipient(by=region.officer, recipient=made.recipient, now=NOW)


# --- sending ---------------------------------------------------------------------------------------------


def test_a_dispatch_says_who_when_to_whom_how_and_what(region: World) -> None:
    decision = signed(region, letter=LETTER)

    made = sent(region, decision, by=region.registrar)

    assert (made.by, made.at, made.sent_on) == (region.registrar, NOW, date(2020, 8, 31))
    assert (made.name, made.way, made.address) == ("Bolaget AS", "email", "post@bolaget.example")
    digests = {row.kind: row.sha256 for row in decision.documents.all()}
    assert [row.sha256 for row in made.documents.all()] == list(digests.values())
    event = Event.objects.get(verb=Verb.DISPATCHED)
    assert event.capacity == "registrator"
    assert event.data["documents"] == digests
    assert is_dispatched(decision)
    assert Decision.objects.with_dispatched().get().was_dispatched
    assert list(events.verify(region.board)) == []


def test_what_goes_by_email_is_in_the_outbox_in_the_same_transaction(region: World) -> None:
    decision = signed(region)
    row = recipient(region, decision)

    with transaction.atomic():
        actions.dispatch(by=region.officer, decision=decision, recipients=[row], how=HOW, now=NOW)
        assert OutgoingMail.objects.get().state == "waiting"
        transaction.set_rollback(True)

    assert (Dispatch.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_a_letter_has_the_day_it_was_posted_and_no_mail(region: World) -> None:
    made = sent(region, **BY_POST)

    assert (made.way, made.sent_on) == ("letter", date(2020, 8, 31))
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("day", [date(2020, 8, 30), date(2020, 9, 1)])
def test_a_letter_is_not_posted_before_the_decision_or_tomorrow(region: World, day: date) -> None:
    decision = signed(region)
    row = recipient(region, decision, **BY_POST)

    with pytest.raises(actions.Refused, match="tidigast beslutsdagen 2020-08-31"):
        actions.dispatch(
            by=region.officer, decision=decision, recipients=[row], how=actions.Sending(day), now=NOW
        )

    assert not Dispatch.objects.exists()


def test_nobody_is_sent_to_twice_by_the_same_button(region: World) -> None:
    decision = signed(region)
    first = sent(region, decision)
    other = recipient(region, decision, name="Annan", address="annan@example.org")

    with pytest.raises(actions.Refused, match="redan expedierat till Bolaget AS"):
        actions.dispatch(
            by=region.officer, decision=decision, recipients=[other, first.recipient], how=HOW, now=NOW
        )

    assert Dispatch.objects.count() == 1


def test_where_no_mail_server_is_set_nothing_is_said_to_be_mailed(region: World, settings: Settings) -> None:
    settings.SENDS_EMAIL = False

    with pytest.raises(actions.Refused, match="E-post är inte inställd"):
        sent(region)


def test_only_what_is_decided_has_recipients(region: World) -> None:
    with pytest.raises(actions.NotAllowed, match="väntar på beslut"):
        recipient(region, world.submitted(region))


def test_who_signs_is_not_who_sends(region: World) -> None:
    decision = signed(region)
    region.director.board_roles.create(board=region.board, role=Role.OFFICER)

    assert "den som undertecknar expedierar" in may(region.director, "dispatch", decision).why


# --- secrecy ---------------------------------------------------------------------------------------------


def confidential(region: World) -> Decision:
    decision = signed(region)
    actions.edit_case(
        by=region.officer,
        case=decision.case,
        title="Ärende",
        unit="Näringsliv",
        officer=region.officer,
        confidential=True,
        now=NOW,
    )
    decision.case.refresh_from_db()
    return decision


def test_a_confidential_decision_goes_by_email_only_when_confirmed(region: World) -> None:
    decision = confidential(region)
    row = recipient(region, decision)
    act: dict[str, Any] = {"by": region.officer, "decision": decision, "recipients": [row], "now": NOW}

    with pytest.raises(actions.Refused, match="kan läsas av andra"):
        actions.dispatch(how=HOW, **act)
    actions.dispatch(how=actions.Sending(NOW.date(), confidentiality_confirmed=True), **act)

    assert Event.objects.get(verb=Verb.DISPATCHED).data["confidentiality_confirmed"] is True


def test_a_confidential_decision_goes_as_a_letter_unasked(region: World) -> None:
    assert sent(region, confidential(region), **BY_POST).way == "letter"


# --- again -----------------------------------------------------------------------------------------------


def resend(region: World, made: Dispatch, **changes: Any) -> Dispatch:
    values: dict[str, Any] = {"way": Way.LETTER, "address": "Box 2", "how": HOW, "now": NOW}
    return actions.resend(by=region.officer, replaces=made, **(values | changes))


def test_sending_again_is_a_new_dispatch_that_names_the_old(region: World) -> None:
    made = sent(region, **BY_POST)

    again = resend(region, made)

    assert (again.replaces, again.recipient, again.address) == (made, made.recipient, "Box 2")
    assert [row.sha256 for row in again.documents.all()] == [row.sha256 for row in made.documents.all()]
    assert Event.objects.get(verb=Verb.RESENT).data["replaces"] == str(made.pk)
    with pytest.raises(actions.Refused, match="redan skickat om"):
        resend(region, made)


def test_a_mail_on_its_way_is_not_sent_again(region: World) -> None:
    with pytest.raises(actions.Refused, match="Brevet är på väg"):
        resend(region, sent(region))


def test_a_mail_whose_fate_is_unknown_is_sent_again_by_a_person(region: World) -> None:
    made = sent(region)
    OutgoingMail.objects.update(state="sending", claimed_at=NOW)

    with pytest.raises(actions.Refused, match="på väg"):
        resend(region, made)
    again = resend(region, made, now=NOW + timedelta(minutes=16), way=Way.EMAIL, address="ny@example.org")

    assert OutgoingMail.objects.filter(dispatch=again, state="waiting").exists()


# --- what is heard of it ---------------------------------------------------------------------------------


def receipt(region: World, made: Dispatch, **changes: Any) -> Receipt:
    values: dict[str, Any] = {
        "kind": ReceiptKind.RECEIPT,
        "received_on": date(2020, 9, 1),
        "served_on": None,
        "now": NEXT_DAY,
    }
    return actions.add_receipt(by=region.officer, dispatch=made, **(values | changes))


def test_a_receipt_of_service_keeps_its_day_and_its_file(region: World) -> None:
    content = b"%PDF-1.7 kvitto"

    row = receipt(
        region,
        sent(region, **BY_POST),
        kind=ReceiptKind.SERVICE,
        served_on=date(2020, 9, 1),
        file_name="kvitto.pdf",
        content=content,
    )

    assert (row.served_on, store.get(row.sha256)) == (date(2020, 9, 1), content)
    assert Event.objects.get(verb=Verb.RECEIPT_NOTED).data["served_on"] == "2020-09-01"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": ReceiptKind.SERVICE}, "Ange delgivningsdagen"),
        ({"received_on": date(2020, 9, 2)}, "Dagen 2020-09-02 går inte"),
        ({"received_on": date(2020, 8, 30)}, "Dagen 2020-08-30 går inte"),
        ({"file_name": "a.exe", "content": b"MZ"}, "men expedieringen är kvar"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused(region: World, changes: dict[str, Any], words: str) -> None:
    made = sent(region, **BY_POST)

    with pytest.raises(actions.Refused, match=words):
        receipt(region, made, **changes)

    assert not Receipt.objects.exists()


def test_nobody_is_served_before_it_was_sent(region: World) -> None:
    decision = signed(region)
    row = recipient(region, decision, **BY_POST)
    how = actions.Sending(date(2020, 9, 1))
    (made,) = actions.dispatch(by=region.officer, decision=decision, recipients=[row], how=how, now=NEXT_DAY)

    with pytest.raises(actions.Refused, match="ligger före 2020-09-01"):
        receipt(region, made, kind=ReceiptKind.SERVICE, served_on=date(2020, 8, 31))


def test_a_letter_that_comes_back_is_trouble_until_it_is_sent_again(region: World) -> None:
    made = sent(region, **BY_POST)

    actions.note_return(by=region.officer, dispatch=made, returned_on=NOW.date(), because="Okänd", now=NOW)

    assert list(Dispatch.objects.in_trouble(NOW)) == [made]
    with pytest.raises(actions.Refused, match="redan antecknat"):
        actions.note_return(
            by=region.officer, dispatch=made, returned_on=NOW.date(), because="Okänd", now=NOW
        )
    resend(region, made)
    assert list(Dispatch.objects.in_trouble(NOW)) == []


@pytest.mark.parametrize("state", ["failed", "uncertain"])
def test_a_mail_in_trouble_is_dealt_with_by_a_receipt(region: World, state: str) -> None:
    made = sent(region)
    assert list(Dispatch.objects.in_trouble(NOW)) == []
    OutgoingMail.objects.update(state="sending")
    OutgoingMail.objects.update(state=state)
    assert list(Dispatch.objects.in_trouble(NOW)) == [made]

    receipt(region, made)

    assert list(Dispatch.objects.in_trouble(NOW)) == []


# --- the digital mailbox ---------------------------------------------------------------------------------


def test_the_package_holds_the_documents_and_says_what_they_are(region: World) -> None:
    decision = signed(region)
    made = sent(region, decision, name="=Bolaget", **IN_MAILBOX)
    document = decision.documents.get()

    with zipfile.ZipFile(io.BytesIO(packages.content(made))) as package:
        files = {name: package.read(name) for name in package.namelist()}

    assert files["run-1-2020-beslut.pdf"] == store.get(document.sha256)
    assert json.loads(files["manifest.json"]) == {
        "format": "dispatch-package/1",
        "dispatch": str(made.pk),
        "dnr": "RUN/1/2020",
        "decided_on": "2020-08-31",
        "sent_on": "2020-08-31",
        "recipient": {"name": "=Bolaget", "address": "556000-0001"},
        "documents": [
            {
                "kind": "decision",
                "file": "run-1-2020-beslut.pdf",
                "size": document.size,
                "sha256": document.sha256,
            }
        ],
    }
    rows = list(csv.reader(io.StringIO(files["manifest.csv"].decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == [
        "RUN/1/2020",
        "'=Bolaget",
        "556000-0001",
        "decision",
        "run-1-2020-beslut.pdf",
        document.sha256,
    ]
    assert packages.content(made) == packages.content(made)


def test_fetching_the_package_is_in_the_log(region: World) -> None:
    made = sent(region, **IN_MAILBOX)

    actions.fetch_package(by=region.registrar, dispatch=made, now=NOW)

    assert Event.objects.get(verb=Verb.PACKAGE_FETCHED).actor == region.registrar
    with pytest.raises(actions.Refused, match="Det finns inget paket"):
        actions.fetch_package(by=region.officer, dispatch=sent(region, **BY_POST), now=NOW)


# --- what the database refuses, whoever asks -------------------------------------------------------------


@pytest.fixture
def everything(region: World) -> Dispatch:
    """A dispatch with a mail, a receipt and a bounce."""
    made = sent(region)
    heard_of(region, made)
    return made


def refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError:
        return True
    return False


CHANGES = [
    *(
        f"{verb} decisions_{table}{rest}"
        for table, change in (
            ("dispatch", "name = 'x'"),
            ("dispatcheddocument", "sha256 = 'x'"),
            ("receipt", "served_on = '2001-01-01'"),
            ("bounce", "because = 'x'"),
            ("recipient", "address = 'x'"),
            ("outgoingmail", "body = 'x'"),
            ("recipient_documents", "document_id = recipient_id"),
        )
        for verb, rest in (("DELETE FROM", ""), ("UPDATE", f" SET {change}"))
    ),
    "UPDATE decisions_outgoingmail SET state = 'sent'",
    "UPDATE decisions_outgoingmail SET state = 'uncertain'",
]


def test_what_was_sent_stays_said(everything: Dispatch) -> None:
    assert [sql for sql in CHANGES if not refused(sql)] == []


@pytest.mark.parametrize(
    ("states", "is_refused"),
    [
        (["sending", "sent", "sending"], True),
        (["sending", "uncertain", "waiting"], True),
        (["sending", "uncertain", "sending"], True),
        (["sending", "failed", "waiting"], True),
        (["sending", "waiting", "sending"], False),
        (["sending", "uncertain", "sent"], False),
    ],
)
def test_a_mail_moves_along_its_table(everything: Dispatch, states: list[str], is_refused: bool) -> None:
    *before, last = [f"UPDATE decisions_outgoingmail SET state = '{state}'" for state in states]
    assert [refused(sql) for sql in before] == [False] * len(before)

    assert refused(last) == is_refused


def test_an_undecided_decision_is_not_sent_past_the_actions(region: World) -> None:
    made = sent(region, **BY_POST)
    draft = world.submitted(region)

    with pytest.raises(DatabaseError, match="bara ett fattat beslut"), transaction.atomic():
        Recipient.objects.create(decision=draft, name="x", way="letter", address="x")
    with pytest.raises(DatabaseError, match="beslut"), transaction.atomic():
        copied(made, decision=draft)


def copied(made: Dispatch, **changes: Any) -> Dispatch:
    values = {name: getattr(made, name) for name in ("recipient", "name", "way", "address", "sent_on")}
    more = {"decision": made.decision, "by": made.by, "at": NOW, "document_count": 1}
    more |= {"replaces": made, "number": 2}
    return Dispatch.objects.create(**(values | more | changes))


def test_a_dispatch_names_its_own_decision_and_what_it_replaces(region: World) -> None:
    made, other = sent(region, **BY_POST), sent(region, **BY_POST)

    for changes, words in (
        ({"decision": other.decision}, "hör till ett annat beslut"),
        ({"replaces": other}, "en annan mottagare"),
    ):
        with pytest.raises(DatabaseError, match=words), transaction.atomic():
            copied(made, **changes)


def test_a_confidential_decision_is_not_mailed_past_the_actions(region: World) -> None:
    made = sent(region, confidential(region), **BY_POST)

    with pytest.raises(DatabaseError, match="sekretess är inte bekräftad"), transaction.atomic():
        copied(made, way="email")
    assert copied(made, way="email", confidentiality_confirmed=True).pk


def test_a_dispatch_gets_no_document_afterwards_and_none_of_another_decision(region: World) -> None:
    decision = signed(region, letter=LETTER)
    made = sent(region, decision, documents=[decision.documents.get(kind="decision")], **BY_POST)
    letter = decision.documents.get(kind="letter_of_intent")
    foreign = signed(region).documents.get()
    again = copied(made)

    with pytest.raises(DatabaseError, match="redan gjord"), transaction.atomic():
        made.documents.create(document=letter, sha256=letter.sha256)
    with pytest.raises(DatabaseError, match="inte beslutets"), transaction.atomic():
        again.documents.create(document=foreign, sha256=foreign.sha256)
    with pytest.raises(DatabaseError, match="inte beslutets"), transaction.atomic():
        again.documents.create(document=letter, sha256="0" * 64)


def test_a_dispatch_that_the_log_does_not_bear_out_is_found(region: World) -> None:
    made = sent(region, **BY_POST)
    assert list(settled.faults(region.board)) == []

    copied(made)

    assert [line.partition(": ")[2] for line in settled.faults(region.board)] == [
        "expedieringen finns inte i loggen"
    ]


def test_a_bounce_is_noted_once(everything: Dispatch) -> None:
    again = actions.take_bounce(message_id=everything.mail.message_id, because="550", day=NOW.date(), now=NOW)

    assert again is None
    assert Bounce.objects.count() == 1
