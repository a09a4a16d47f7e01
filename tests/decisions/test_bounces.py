"""A delivery status notification (RFC 3464) on standard input marks the dispatch that it is about."""

from __future__ import annotations

import io
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from pytest_django import Settings

from decisions import actions, bounces, events
from decisions.models import Bounce, Dispatch, Event, OutgoingMail, Verb
from tests.decisions import sendings
from tests.world import World

pytestmark = pytest.mark.django_db

# As Postfix writes it, and as Exchange does: the whole mail back, or only its head.
POSTFIX = """\
From: MAILER-DAEMON@example.org
To: delegat@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
Arrival-Date: Mon, 31 Aug 2020 12:00:00 +0200 (CEST)

Final-Recipient: rfc822; post@bolaget.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <post@bolaget.example>: Recipient address
    rejected: User unknown

--x
Content-Type: {kind}

From: delegat@example.org
To: post@bolaget.example
Subject: Beslut
Message-ID: {message_id}

--x--
"""


@pytest.fixture
def mail(region: World, settings: Settings) -> OutgoingMail:
    settings.SENDS_EMAIL = True
    settings.DEFAULT_FROM_EMAIL = "delegat@example.org"
    return sendings.mailed(region)


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Callable[[str | bytes], str]:
    """The command, given a mail as a mail server gives it; what it says."""

    def run(content: str | bytes) -> str:
        data = content.encode() if isinstance(content, str) else content
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))
        said = io.StringIO()
        call_command("take_bounce", stdout=said)
        return said.getvalue()

    return run


def report(mail: OutgoingMail, *, action: str = "failed", kind: str = "message/rfc822") -> str:
    return POSTFIX.format(action=action, kind=kind, message_id=mail.message_id)


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_mail_that_came_back_is_marked_with_what_the_server_said(
    region: World, mail: OutgoingMail, piped: Callable[[str], str], kind: str
) -> None:
    said = piped(report(mail, kind=kind))

    row = Bounce.objects.get()
    assert row.dispatch == mail.dispatch
    assert row.because == "550 5.1.1 <post@bolaget.example>: Recipient address rejected: User unknown"
    assert row.by is None
    assert said == f"{mail.message_id}: antecknat som retur.\n"
    assert list(Dispatch.objects.in_trouble(row.at)) == [mail.dispatch]
    assert Event.objects.get(verb=Verb.BOUNCED).capacity == "utlådan, automatiskt"
    assert list(events.verify(region.board)) == []


def test_the_same_report_twice_is_one_return(mail: OutgoingMail, piped: Callable[[str], str]) -> None:
    piped(report(mail))

    assert piped(report(mail)).endswith("redan antecknat.\n")
    assert Bounce.objects.count() == 1


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered"])
def test_what_has_not_failed_is_no_return(
    mail: OutgoingMail, piped: Callable[[str], str], action: str
) -> None:
    assert "inget fel än" in piped(report(mail, action=action))
    assert not Bounce.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: "Subject: Hej\n\nHej!", "ingen leveransrapport"),
        (lambda text: "", "ingen leveransrapport"),
        (lambda text: text.replace("Message-ID:", "X-Ref:"), "Message-ID saknas"),
        (lambda text: text.replace("Action:", "X-Action:"), "Action saknas"),
        (lambda text: text.replace("Message-ID: <", "Message-ID: <annan"), "inte skickat härifrån"),
        (lambda text: text[: text.index("--x\nContent-Type: message/rfc822")], "Message-ID saknas"),
    ],
)
def test_what_is_no_report_about_our_mail_is_refused(
    mail: OutgoingMail, piped: Callable[[str], str], change: Callable[[str], str], words: str
) -> None:
    with pytest.raises(CommandError, match=words) as caught:
        piped(change(report(mail)))

    assert caught.value.returncode == 65
    assert not Bounce.objects.exists()


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"Content-Type: multipart/report; boundary=x\n\n--x", b"\n" * 999]
)
def test_bytes_that_are_no_mail_are_refused_in_a_sentence(
    piped: Callable[[bytes], str], content: bytes
) -> None:
    with pytest.raises(CommandError, match="Inget är antecknat"):
        piped(content)


def test_without_a_database_the_mail_server_is_asked_to_come_again(
    mail: OutgoingMail, piped: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(actions, "take_bounce", away)

    with pytest.raises(SystemExit) as caught:
        piped(report(mail))

    assert caught.value.code == 75


def test_a_report_without_words_tells_its_status(mail: OutgoingMail) -> None:
    text = report(mail).replace("Diagnostic-Code: smtp; 550 5.1.1", "X-Code: smtp; 550 5.1.1")

    assert bounces.read(text.encode()).because == "status 5.1.1"
