"""What the tests of the pages share: who is logged in, and drafts as of today."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from accounts.models import User
from decisions import actions
from decisions.models import Decision
from tests import world
from tests.world import World

PASSWORD = "hemligt-losenord"


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def draft_today(region: World, **changes: object) -> Decision:
    now = timezone.now()
    decision = actions.start_draft(by=region.officer, case=world.case_of(region, now=now), now=now)
    draft = world.draft_of(region, **changes)
    return actions.save_draft(by=region.officer, decision=decision, draft=draft, revision=1, now=now)


def submitted_today(region: World, **changes: object) -> Decision:
    decision = draft_today(region, **changes)
    return actions.submit(by=region.officer, decision=decision, now=timezone.now())


def as_posted(decision: Decision, **changes: str) -> dict[str, str]:
    """What the draft's form posts for a complete draft."""
    bans = {f"attest_kl_6_38_{number}": "nej" for number in range(1, 6)}
    return {
        "revision": str(decision.revision),
        "title": "Avsiktsförklaring",
        "point": "1.2",
        "decision_type": "letter_of_intent",
        "decider": "director",
        "background": "<p>Bakgrund.</p>",
        "decision_text": "<p>Avsiktsförklaringen skickas.</p>",
        "fact_commits_funds": "nej",
        "fact_amount": "0",
        **bans,
        "attest_urgent": "nej",
        "attest_reserved_by_board": "nej",
        "letter_language": "sv",
        "act": "save",
    } | changes


def director(region: World) -> Client:
    region.director.set_password(PASSWORD)
    region.director.save()
    return logged_in(region.director)


def sign_data(decision: Decision, **changes: str) -> dict[str, str]:
    fresh = Decision.objects.with_case().get(pk=decision.pk)
    shown = actions.final(fresh, timezone.now()).fingerprint
    return {"shown": shown, "conflict_of_interest": "nej", "password": PASSWORD} | changes
