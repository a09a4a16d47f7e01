"""What the tests of follow-ups share: the acts after a signature, some hours and days later."""

from __future__ import annotations

from datetime import datetime, timedelta

from decisions import actions
from decisions.follow_ups import Kind
from decisions.models import Decision
from tests import world
from tests.world import NOW, World

LATER = NOW + timedelta(hours=2)  # the same day, 2020-08-31
TWO_DAYS_ON = NOW + timedelta(days=2)  # 2020-09-02
SLIP = "Beloppet är felskrivet."


def started(
    region: World,
    earlier: Decision,
    kind: Kind = Kind.CORRECTION,
    *,
    ground: str | None = None,
    now: datetime = TWO_DAYS_ON,
) -> Decision:
    """A draft that follows `earlier`."""
    ground = ground if ground is not None else ("slip_of_pen" if kind == Kind.CORRECTION else "")
    return actions.start_follow_up(
        by=region.officer, decision=earlier, kind=kind, ground=ground, because=SLIP, now=now
    )


def completed(region: World, draft: Decision, now: datetime = TWO_DAYS_ON, **changes: object) -> Decision:
    """The draft with the law's questions answered, sent to its decider."""
    values = {
        "title": draft.title,
        "decision_type": draft.decision_type,
        "point": draft.point,
        "background": draft.background or "<p>Bakgrund.</p>",
        "decision_text": draft.decision_text,
        "facts": draft.facts,
    } | changes
    saved = actions.save_draft(
        by=region.officer, decision=draft, draft=world.draft_of(region, **values), revision=1, now=now
    )
    return actions.submit(by=region.officer, decision=saved, now=now)


def signed(region: World, decision: Decision, now: datetime = TWO_DAYS_ON) -> Decision:
    return world.sign(region, decision, now)


def followed(
    region: World,
    earlier: Decision,
    kind: Kind = Kind.CORRECTION,
    *,
    ground: str | None = None,
    now: datetime = TWO_DAYS_ON,
    **changes: object,
) -> Decision:
    """A signed decision that follows `earlier`."""
    draft = started(region, earlier, kind, ground=ground, now=now)
    return signed(region, completed(region, draft, now, **changes), now)


def withdrawn(region: World, decision: Decision, now: datetime = LATER) -> Decision:
    return actions.withdraw_signed(by=region.director, decision=decision, comment="Fel mottagare.", now=now)
