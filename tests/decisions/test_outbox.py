"""The outbox sends each mail once: against a mail server that takes, refuses, waits or hangs up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from io import StringIO
from pathlib import Path
from threading import Event as Signal

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from decisions import actions, events, outbox, store
from decisions.models import Event, MailState, OutgoingMail, Verb
from tests import world
from tests.decisions import sendings
from tests.smtp import MailServer, hanging_up, saying
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=2)


def deliver(now: datetime = NOW) -> list[OutgoingMail]:
    return outbox.deliver(lambda: now)


@pytest.fixture
def mail(region: World, settings: Settings) -> OutgoingMail:
    settings.SENDS_EMAIL = True
    settings.DEFAULT_FROM_EMAIL = "Region Exempel <delegat@example.org>"
    return sendings.mailed(region)


def test_the_mail_has_the_signed_pdfs_byte_for_byte(region: World, settings: Settings) -> None:
    with MailServer() as server:
        sendings.by_mail(server, settings)
        decision = world.signed(region, letter=sendings.LETTER)
        dispatch = sendings.sent(region, decision)

        (mail,) = deliver()

    assert (mail.state, mail.attempts, server.recipients) == (MailState.SENT, 1, ["post@bolaget.example"])
    message = message_from_bytes(server.taken[0], policy=policy.default)
    attached = [part.get_content() for part in message.iter_attachments()]
    assert attached == [store.get(row.sha256) for row in decision.documents.all()]
    assert [part.get_filename() for part in message.iter_attachments()] == [
        "run-1-2020-beslut.pdf",
        "run-1-2020-avsiktsforklaring.pdf",
    ]
    assert message["Message-ID"] == f"<{dispatch.pk}@example.org>"
    assert message["Subject"] == "Beslut RUN/1/2020"
    assert message["Reply-To"] == "officer@example.org"
    assert message["Date"].datetime == NOW
    assert "Auto-Submitted" not in message


def test_the_text_is_plain_swedish_and_says_whom_to_ask(region: World, mail: OutgoingMail) -> None:
    assert mail.body.startswith(
        "Hej!\n\nRegionala utvecklingsnämnden i Region Exempel skickar här en handling"
    )
    assert "- Beslut: run-1-2020-beslut.pdf" in mail.body
    assert "Beslutet fattades 2020-08-31." in mail.body
    assert (
        "Hör av dig till Officer, Näringsliv, officer@example.org. Ange diarienummer RUN/1/2020." in mail.body
    )


def test_the_mail_in_a_confidential_case_does_not_say_its_title(region: World, settings: Settings) -> None:
    settings.SENDS_EMAIL = True
    decision = sendings.signed(region)
    actions.edit_case(
        by=region.officer,
        case=decision.case,
        title="Hemligt",
        unit="Näringsliv",
        officer=region.officer,
        confidential=True,
        now=NOW,
    )
    row = sendings.recipient(region, decision)
    how = actions.Sending(NOW.date(), confidentiality_confirmed=True)

    actions.dispatch(by=region.officer, decision=decision, recipients=[row], how=how, now=NOW)

    mail = OutgoingMail.objects.get()
    assert mail.subject == "Beslut RUN/1/2020"
    assert "Avsiktsförklaring" not in mail.body
    assert "Hemligt" not in mail.body


# What the server does, and what then is known of the mail.
SURELY_NOT_TAKEN = [
    (saying("greeting", "421 stängt"), MailState.WAITING, "E-postservern svarade 421 stängt"),
    (saying("mail", "451 senare"), MailState.WAITING, "E-postservern svarade 451 senare"),
    (saying("mail", "550 okänd avsändare"), MailState.WAITING, "E-postservern svarade 550 okänd avsändare"),
    (saying("rcpt", "450 upptaget"), MailState.WAITING, "E-postservern svarade 450 upptaget"),
    (saying("rcpt", "550 5.1.1 finns inte"), MailState.FAILED, "E-postservern svarade 550 5.1.1 finns inte"),
    (saying("data", "452 fullt"), MailState.WAITING, "E-postservern svarade 452 fullt"),
    (saying("body", "552 för stort"), MailState.FAILED, "E-postservern svarade 552 för stort"),
]


@pytest.mark.parametrize(("at", "state", "words"), SURELY_NOT_TAKEN)
def test_what_the_server_refuses_is_tried_again_or_has_failed(
    mail: OutgoingMail, settings: Settings, at: Callable[[str], str | None], state: MailState, words: str
) -> None:
    with MailServer(at) as server:
        sendings.by_mail(server, settings)
        deliver()

    mail.refresh_from_db()
    assert (mail.state, mail.trouble, server.taken) == (state, words, [])


def test_a_server_that_is_away_is_tried_again(mail: OutgoingMail, settings: Settings) -> None:
    with MailServer() as server:
        sendings.by_mail(server, settings)
    deliver()

    mail.refresh_from_db()
    assert mail.state == MailState.WAITING
    assert mail.trouble == "E-postservern gick inte att nå (ConnectionRefusedError)."
    assert mail.due_at == NOW + timedelta(minutes=1)


@pytest.mark.parametrize("moment", ["body", "taken"])
def test_a_line_that_breaks_after_the_mail_is_uncertain_and_never_sent_again(
    mail: OutgoingMail, settings: Settings, moment: str
) -> None:
    with MailServer(hanging_up(moment)) as server:
        sendings.by_mail(server, settings)
        deliver()
        server.at = lambda now: None
        deliver(LATER)

    mail.refresh_from_db()
    assert mail.state == MailState.UNCERTAIN
    assert "bröts innan den hade svarat" in mail.trouble
    assert len(server.taken) == {"body": 0, "taken": 1}[moment]


def test_a_server_that_never_answers_leaves_the_mail_uncertain(
    mail: OutgoingMail, settings: Settings
) -> None:
    def waiting(moment: str) -> None:
        if moment == "taken":
            over.wait(5)

    over = Signal()
    with MailServer(waiting) as server:
        sendings.by_mail(server, settings)
        settings.EMAIL_TIMEOUT = 0.2
        deliver()
        over.set()

    mail.refresh_from_db()
    assert mail.state == MailState.UNCERTAIN


def test_pauses_grow_and_after_the_last_the_mail_has_failed(mail: OutgoingMail, settings: Settings) -> None:
    now, waits = NOW, []
    with MailServer(saying("rcpt", "450 upptaget")) as server:
        sendings.by_mail(server, settings)
        for _ in range(7):
            deliver(now)
            mail.refresh_from_db()
            waits.append((mail.due_at - now) // timedelta(minutes=1))
            now = mail.due_at

    assert waits[:5] == [1, 5, 15, 60, 240]
    assert (mail.state, mail.attempts) == (MailState.FAILED, 6)


def test_what_waits_for_its_time_is_left_alone(mail: OutgoingMail, settings: Settings) -> None:
    with MailServer(saying("rcpt", "450 upptaget")) as server:
        sendings.by_mail(server, settings)
        deliver()
        server.at = lambda now: None

        assert deliver(NOW + timedelta(seconds=59)) == []
        assert [row.state for row in deliver(NOW + timedelta(seconds=60))] == [MailState.SENT]


def test_a_pdf_that_is_altered_in_the_store_is_not_sent(
    mail: OutgoingMail, settings: Settings, tmp_path: Path
) -> None:
    sha256 = mail.dispatch.documents.get().sha256
    path = next(tmp_path.rglob(sha256))
    path.write_bytes(b"annat")

    with MailServer() as server:
        sendings.by_mail(server, settings)
        deliver()

    mail.refresh_from_db()
    assert (mail.state, server.taken) == (MailState.FAILED, [])
    assert "har ändrats i arkivet" in mail.trouble


def test_a_claimed_mail_whose_sender_died_is_given_up_and_not_sent(
    region: World, mail: OutgoingMail, settings: Settings
) -> None:
    assert outbox.claim(NOW) is not None

    with MailServer() as server:
        sendings.by_mail(server, settings)
        deliver(NOW + timedelta(minutes=14))
        mail.refresh_from_db()
        assert mail.state == MailState.SENDING
        deliver(NOW + timedelta(minutes=16))

    mail.refresh_from_db()
    assert (mail.state, server.taken) == (MailState.UNCERTAIN, [])
    assert list(events.verify(region.board)) == []


def test_a_sender_that_was_only_slow_is_believed(mail: OutgoingMail) -> None:
    claimed = outbox.claim(NOW)
    assert claimed is not None
    outbox.give_up_lost(LATER)

    outbox._settle(claimed, MailState.SENT, LATER)

    mail.refresh_from_db()
    assert mail.state == MailState.SENT


def test_the_chain_tells_that_the_mail_went_in_the_name_of_who_sent_it(
    region: World, mail: OutgoingMail, settings: Settings
) -> None:
    with MailServer() as server:
        sendings.by_mail(server, settings)
        deliver()

    event = Event.objects.get(verb=Verb.MAIL_SENT)
    assert (event.actor, event.capacity) == (region.officer, "utlådan, automatiskt")
    assert event.data == {"dispatch": str(mail.dispatch_id), "to": "Bolaget AS", "because": ""}
    assert list(events.verify(region.board)) == []


def test_nothing_is_read_twice_when_the_outbox_is_empty(
    region: World, django_assert_num_queries: Callable[[int], object]
) -> None:
    with django_assert_num_queries(2):  # type: ignore[attr-defined]  # what is lost, what is due
        assert deliver(datetime(2020, 9, 1, tzinfo=UTC)) == []


def test_the_command_sends_what_waits_and_says_how_many(mail: OutgoingMail, settings: Settings) -> None:
    said = StringIO()
    with MailServer() as server:
        sendings.by_mail(server, settings)
        call_command("send_outbox", stdout=said)

    assert (said.getvalue(), len(server.taken)) == ("Skickade: 1\n", 1)


def test_without_a_mail_server_the_command_leaves_everything_in_the_outbox(
    mail: OutgoingMail, settings: Settings
) -> None:
    settings.SENDS_EMAIL = False

    with pytest.raises(CommandError, match="EMAIL_URL är inte satt"):
        call_command("send_outbox")

    mail.refresh_from_db()
    assert mail.state == MailState.WAITING
