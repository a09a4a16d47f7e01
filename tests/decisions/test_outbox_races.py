"""Senders at once on PostgreSQL, where they really are at once: each takes other mails than the rest."""

from __future__ import annotations

from email import message_from_bytes

import pytest
from django.utils import timezone
from pytest_django import Settings

from decisions import actions, events, outbox
from decisions.models import Dispatch, OutgoingMail
from tests import world
from tests.decisions import sendings
from tests.races import at_once
from tests.smtp import MailServer
from tests.world import NOW

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_four_senders_send_each_mail_once(settings: Settings) -> None:
    region = world.build()
    with MailServer() as server:
        sendings.by_mail(server, settings)
        decision = sendings.signed(region)
        for number in range(20):
            sendings.sent(region, decision, address=f"{number}@example.org")

        results = at_once([lambda: outbox.deliver(timezone.now)] * 4)

    sent = [str(message_from_bytes(mail)["Message-ID"]) for mail in server.taken]
    assert sum(len(done) for done in results if isinstance(done, list)) == 20
    assert sorted(sent) == sorted(OutgoingMail.objects.values_list("message_id", flat=True))
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"sent"}
    assert list(events.verify(region.board)) == []


def test_two_who_send_to_the_same_at_once_send_once(settings: Settings) -> None:
    region = world.build()
    settings.SENDS_EMAIL = True
    decision = sendings.signed(region)
    to = sendings.recipient(region, decision)

    def send() -> object:
        return actions.dispatch(
            by=region.officer, decision=decision, recipients=[to], how=sendings.HOW, now=NOW
        )

    results = at_once([send, send])

    assert sum(isinstance(result, actions.Refused) for result in results) == 1
    assert (Dispatch.objects.count(), OutgoingMail.objects.count()) == (1, 1)
