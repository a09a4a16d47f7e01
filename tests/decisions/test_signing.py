"""Signing: exactly what was shown, only within the delegation, and for good."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Role
from decisions import actions, events, store
from decisions.models import Document, Event
from tests import world
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

LETTER = actions.Letter(
    language="en", title="Letter of Intent", recipient_name="John Kåre Solem", body="<p>Dear Sir,</p>"
)


def test_a_signed_decision_keeps_its_verdict_order_day_and_documents(region: World) -> None:
    decision = world.signed(region, letter=LETTER)

    decision.refresh_from_db()
    assert decision.state == "signed"
    assert decision.verdict is not None
    assert decision.verdict["outcome"] == "within"
    assert decision.order is not None
    assert decision.order.version == "2020:1"
    assert decision.decided_on is not None
    assert decision.decided_on.isoformat() == "2020-08-31"
    kinds = Document.objects.filter(decision=decision).values_list("kind", flat=True)
    assert sorted(kinds) == ["decision", "letter_of_intent"]


def test_the_documents_are_archival_tagged_and_in_their_language(region: World) -> None:
    decision = world.signed(region, letter=LETTER)

    for kind, language in (("decision", "sv"), ("letter_of_intent", "en")):
        row = Document.objects.get(decision=decision, kind=kind)
        with pikepdf.open(io.BytesIO(store.get(row.sha256))) as pdf:
            with pdf.open_metadata() as metadata:
                assert metadata.pdfa_status == "2A"
            assert str(pdf.Root.Lang) == language
            assert pdf.Root.MarkInfo.Marked
            assert len(pdf.pages) == row.pages


def test_what_has_changed_since_it_was_shown_is_not_signed(region: World) -> None:
    decision = world.submitted(region)
    shown = actions.final(decision, NOW).fingerprint

    with pytest.raises(actions.ChangedSinceShown, match="har ändrats sedan du läste"):
        world.sign(region, decision, NOW + timedelta(days=1), shown=shown)

    decision.refresh_from_db()
    assert decision.state == "submitted"
    assert not Document.objects.exists()


@pytest.mark.parametrize("what", ["facts", "basis"])
def test_what_stands_in_no_document_is_held_to_what_was_shown_too(region: World, what: str) -> None:
    """The amount and the files of the basis are not printed, but the decider has read them."""
    grant = {"point": "2.2", "decision_type": "event_grant", "facts": {"amount": 100}}
    head = world.person("head", region.board, Role.DELEGATE, "unit_head_business")
    decision = world.submitted(region, decider=head, **grant)
    shown = actions.final(decision, NOW).fingerprint
    decision = actions.send_back(by=head, decision=decision, comment="Kolla.", now=NOW)
    if what == "facts":
        draft = world.draft_of(region, decider=head, **grant | {"facts": {"amount": 49_000}})
        actions.save_draft(
            by=region.officer, decision=decision, draft=draft, revision=decision.revision, now=NOW
        )
    else:
        actions.add_basis(by=region.officer, decision=decision, title="Kalkyl", now=NOW)
    decision = actions.submit(by=region.officer, decision=decision, now=NOW)

    with pytest.raises(actions.ChangedSinceShown):
        world.sign(region, decision, by=head, shown=shown)


@pytest.mark.parametrize(
    ("conflict", "words"), [(True, "Beslutsfattaren är jävig"), (None, "Svara på frågan om jäv")]
)
def test_conflict_of_interest_stops_the_signature(region: World, conflict: bool | None, words: str) -> None:
    decision = world.submitted(region)
    shown = actions.final(decision, NOW).fingerprint

    with pytest.raises(actions.Refused, match=words):
        world.sign(region, decision, shown=shown, conflict=conflict)


@pytest.mark.parametrize("who", ["officer", "deputy", "secretary"])
def test_nobody_but_the_decider_signs_not_even_a_superuser(region: World, who: str) -> None:
    decision = world.submitted(region)
    user = getattr(region, who)
    user.is_superuser = True
    user.save()
    shown = actions.final(decision, NOW).fingerprint

    with pytest.raises(actions.NotAllowed):
        world.sign(region, decision, by=user, shown=shown)


def test_an_appointment_that_ends_before_the_signature_stops_it(region: World) -> None:
    decision = world.submitted(region)
    shown = actions.final(decision, NOW).fingerprint
    region.director.appointments.update(ends_on=NOW.date() - timedelta(days=1))

    with pytest.raises(actions.Refused, match="har ingen befattning"):
        world.sign(region, decision, shown=shown)


def test_a_drafter_who_is_made_decider_cannot_sign(region: World) -> None:
    decision = world.submitted(region)
    decision.drafters.add(region.director)
    shown = actions.final(decision, NOW).fingerprint

    with pytest.raises(actions.Refused, match="får inte själv besluta"):
        world.sign(region, decision, shown=shown)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE decisions_decision SET title = 'x'",
        "UPDATE decisions_decision SET verdict = NULL",
        "UPDATE decisions_decision SET state = 'draft'",
        "UPDATE decisions_decision SET decided_on = '2020-08-30'",
        "DELETE FROM decisions_decision",
        "UPDATE decisions_document SET sha256 = 'x'",
        "DELETE FROM decisions_document",
        "UPDATE decisions_letterofintent SET body = 'x'",
        "DELETE FROM decisions_letterofintent",
        "DELETE FROM decisions_decision_drafters",
    ],
)
def test_the_database_keeps_a_signed_decision_as_it_was(region: World, sql: str) -> None:
    world.signed(region, letter=LETTER)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_signature_is_logged_with_the_hashes_of_its_documents(region: World) -> None:
    decision = world.signed(region, letter=LETTER)

    event = Event.objects.get(verb="decision.signed")
    stored = dict(Document.objects.filter(decision=decision).values_list("kind", "sha256"))
    assert event.data["documents"] == stored
    assert event.capacity == "Regional utvecklingsdirektör"
    assert list(events.verify(region.board)) == []


def test_bytes_altered_in_the_store_are_never_served(region: World, tmp_path: Path) -> None:
    world.signed(region, letter=LETTER)
    row = Document.objects.get(kind="decision")
    path = tmp_path / row.sha256[:2] / row.sha256[2:4] / row.sha256
    path.write_bytes(path.read_bytes() + b" ")

    with pytest.raises(store.Damaged, match="har ändrats i arkivet"):
        store.get(row.sha256)
