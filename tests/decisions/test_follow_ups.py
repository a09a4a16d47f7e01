"""A signed decision is never edited: what corrects, changes, replaces or annuls it is a new decision."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from decisions import actions, contexts, follow_ups, logbook
from decisions.actions.moves import judge
from decisions.documents import DecisionDocument, html
from decisions.follow_ups import Kind
from decisions.models import Decision, DocumentKind, Event, FollowUp
from decisions.standing import standing
from tests import world
from tests.decisions.follow_ups import (
    LATER,
    SLIP,
    TWO_DAYS_ON,
    completed,
    followed,
    signed,
    started,
    withdrawn,
)
from tests.world import NOW, World

LETTER = actions.Letter(title="Avsikt", recipient_name="Mottagaren", body="<p>Hej.</p>")
FB = "administrative_appeal"


def by_appeal(order: dict[str, Any]) -> None:
    """Point 1.2 with an administrative appeal, where the fixture has legality review."""
    point = next(row for row in order["points"] if row["number"] == "1.2")
    point["appeal_route"] = FB


@pytest.fixture
def appealed(db: None) -> World:
    return world.build(by_appeal)


def test_a_follow_up_begins_with_what_the_earlier_decision_says(region: World) -> None:
    earlier = world.signed(region, letter=LETTER)

    draft = started(region, earlier)

    assert (draft.state, draft.case, draft.decider) == ("draft", earlier.case, region.director)
    assert draft.title == "Rättelse: Avsiktsförklaring"
    assert (draft.point, draft.facts) == ("1.2", {"amount": 0, "commits_funds": False})
    assert draft.decision_text == "<p>Avsiktsförklaringen skickas.</p>"
    assert draft.letter.body == "<p>Hej.</p>"
    assert (draft.follows.earlier, draft.follows.kind) == (earlier, "correction")


def test_a_follow_up_answers_none_of_the_laws_questions_in_advance(region: World) -> None:
    draft = started(region, world.signed(region))

    assert draft.attested == {}


def test_the_earlier_decision_is_among_the_basis_as_it_was_signed(region: World) -> None:
    earlier = world.signed(region)

    item = started(region, earlier).basis.get()

    assert (item.title, item.dated) == ("Delegationsbeslut: Avsiktsförklaring", date(2020, 8, 31))
    assert item.sha256 == earlier.documents.get().sha256


def test_an_annulment_begins_with_its_ruling_and_sends_no_letter(region: World) -> None:
    draft = started(region, world.signed(region, letter=LETTER), Kind.ANNULMENT)

    assert draft.decision_text == "<p>Beslutet 2020-08-31 upphävs.</p>"
    assert draft.background == ""
    assert not hasattr(draft, "letter")


def test_both_decisions_name_each_other_when_the_later_is_signed(region: World) -> None:
    earlier = world.signed(region)
    correction = followed(region, earlier)

    assert str(standing(earlier)) == "Rättat genom beslut 2020-09-02"
    assert str(standing(correction)) == "Rättar beslut 2020-08-31"
    assert standing(earlier).is_valid


def test_a_draft_that_follows_is_not_told_of_on_the_earlier_decision(region: World) -> None:
    earlier = world.signed(region)
    started(region, earlier)

    assert str(standing(earlier)) == ""


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.REPLACEMENT, "Ersatt genom beslut 2020-09-02"),
        (Kind.ANNULMENT, "Upphävt genom beslut 2020-09-02"),
    ],
)
def test_what_is_replaced_or_annulled_is_over(region: World, kind: Kind, words: str) -> None:
    earlier = world.signed(region)
    followed(region, earlier, kind)

    assert (standing(earlier).over, standing(earlier).is_valid) == (words, False)


def test_a_decision_may_be_corrected_twice(region: World) -> None:
    earlier = world.signed(region)
    followed(region, earlier, now=LATER)
    followed(region, earlier, now=TWO_DAYS_ON)

    assert [link.decided_on.day for link in standing(earlier).corrected_by] == [31, 2]


@pytest.mark.parametrize(
    ("route", "kinds"),
    [
        (FB, ["correction", "change", "annulment"]),
        ("legality_review", ["correction", "replacement", "annulment"]),
        ("procurement_review", ["correction", "replacement", "annulment"]),
        ("none", ["correction", "replacement", "annulment"]),
    ],
)
def test_how_a_decision_is_appealed_says_what_may_follow_it(route: str, kinds: list[str]) -> None:
    assert [kind.value for kind in follow_ups.kinds(route)] == kinds


@pytest.mark.parametrize(
    ("kind", "route", "count"),
    [
        (Kind.CORRECTION, FB, 3),
        (Kind.CORRECTION, "legality_review", 3),
        (Kind.CHANGE, FB, 6),
        (Kind.ANNULMENT, FB, 6),
        (Kind.ANNULMENT, "legality_review", 0),
        (Kind.REPLACEMENT, "legality_review", 0),
    ],
)
def test_the_law_asks_for_a_ground_where_it_has_some(kind: Kind, route: str, count: int) -> None:
    assert len(follow_ups.grounds(kind, route)) == count


@pytest.mark.parametrize(
    ("kind", "ground", "words"),
    [
        (Kind.CHANGE, "new_circumstances", "kan inte få ändring"),
        (Kind.CORRECTION, "", "Välj en av grunderna"),
        (Kind.CORRECTION, "new_circumstances", "Välj en av grunderna"),
        (Kind.REPLACEMENT, "slip_of_pen", "Välj en av grunderna"),
    ],
)
def test_a_kind_or_ground_that_the_law_does_not_have_is_refused(
    region: World, kind: Kind, ground: str, words: str
) -> None:
    earlier = world.signed(region)

    with pytest.raises(actions.Refused, match=words):
        started(region, earlier, kind, ground=ground)

    assert Decision.objects.count() == 1


def test_a_change_names_its_ground_and_where_the_law_says_it(appealed: World) -> None:
    change = followed(appealed, world.signed(appealed), Kind.CHANGE, ground="clearly_wrong")

    told = beslut(change)

    assert "ändrar delegationsbeslut 2020-08-31 i ärende RUN/1/2020" in told
    assert ", 38 § förvaltningslagen (2017:900)." in told
    assert SLIP in told


def test_the_administrative_procedure_act_is_gone_by_where_it_does_not_bind(region: World) -> None:
    told = beslut(followed(region, world.signed(region)))

    assert "rättar delegationsbeslut 2020-08-31 i ärende RUN/1/2020, ”Avsiktsförklaring”" in told
    assert "36 § förvaltningslagen (2017:900), som tillämpas på motsvarande sätt" in told


def beslut(decision: Decision) -> str:
    """The words of the beslut on one line."""
    found = contexts.documents(decision, judge(decision, TWO_DAYS_ON), TWO_DAYS_ON.date())
    document = found[DocumentKind.DECISION]
    assert isinstance(document, DecisionDocument)
    return " ".join(html(document).split())


def test_a_follow_up_is_judged_on_its_own_day(region: World) -> None:
    """What has become of the decider's power since the earlier decision counts."""
    draft = started(region, world.signed(region))
    world.away(region.director, TWO_DAYS_ON.date())
    region.director.appointments.update(ends_on=NOW.date())

    with pytest.raises(actions.Refused, match="kan inte skickas"):
        completed(region, draft)


def test_ground_and_reason_are_written_anew_as_long_as_the_follow_up_is_a_draft(region: World) -> None:
    draft = started(region, world.signed(region))

    actions.describe_follow_up(
        by=region.officer, decision=draft, ground="slip_in_sum", because="Summan är fel.", now=TWO_DAYS_ON
    )

    row = FollowUp.objects.get()
    assert (row.ground, row.because) == ("slip_in_sum", "Summan är fel.")
    sent = completed(region, draft)
    with pytest.raises(actions.NotAllowed, match="väntar på beslut"):
        actions.describe_follow_up(
            by=region.officer, decision=sent, ground="oversight", because="Annat.", now=TWO_DAYS_ON
        )


def test_a_reason_changed_after_the_decider_read_it_stops_the_signature(region: World) -> None:
    sent = completed(region, started(region, world.signed(region)))
    shown = actions.final(sent, TWO_DAYS_ON).fingerprint
    FollowUp.objects.update(because="Något annat.")

    with pytest.raises(actions.ChangedSinceShown):
        world.sign(region, sent, TWO_DAYS_ON, shown=shown)


@pytest.mark.parametrize("kind", [Kind.CORRECTION, Kind.ANNULMENT])
def test_what_corrects_or_annuls_is_not_followed_itself(region: World, kind: Kind) -> None:
    later = followed(region, world.signed(region), kind)

    with pytest.raises(actions.NotAllowed, match="i stället"):
        started(region, later)


def test_a_replacement_is_a_decision_of_its_own_and_may_be_corrected(region: World) -> None:
    replacement = followed(region, world.signed(region), Kind.REPLACEMENT, now=LATER)

    followed(region, replacement)

    assert str(standing(replacement)) == "Ersätter beslut 2020-08-31. Rättat genom beslut 2020-09-02"


@pytest.mark.parametrize("ends", [Kind.REPLACEMENT, Kind.ANNULMENT])
def test_what_is_over_is_not_followed(region: World, ends: Kind) -> None:
    earlier = world.signed(region)
    followed(region, earlier, ends)

    with pytest.raises(actions.NotAllowed, match="gäller inte längre"):
        started(region, earlier, Kind.REPLACEMENT)


def test_of_two_replacements_that_were_drafted_the_second_is_not_signed(region: World) -> None:
    earlier = world.signed(region)
    first, second = (completed(region, started(region, earlier, Kind.REPLACEMENT)) for _ in range(2))
    shown = actions.final(second, TWO_DAYS_ON).fingerprint
    signed(region, first)

    with pytest.raises(actions.NotAllowed, match="Ersatt genom beslut 2020-09-02"):
        world.sign(region, second, TWO_DAYS_ON, shown=shown)


def test_only_officers_start_a_follow_up_and_only_of_what_is_signed(region: World) -> None:
    earlier = world.signed(region)
    for user in (region.director, region.secretary, region.registrar):
        with pytest.raises(actions.NotAllowed, match="handläggare"):
            start_as(user, earlier)
    with pytest.raises(actions.NotAllowed, match="väntar på beslut"):
        start_as(region.officer, world.submitted(region))


def start_as(user: User, earlier: Decision) -> None:
    actions.start_follow_up(
        by=user, decision=earlier, kind=Kind.CORRECTION, ground="oversight", because=SLIP, now=LATER
    )


def test_the_log_says_what_is_followed_and_why(region: World) -> None:
    draft = started(region, world.signed(region))

    entry = logbook.entries(Event.objects.filter(decision=draft))[0]

    assert entry.did == "påbörjade uppföljningen av ett tidigare beslut"
    assert entry.details == ("Rättar beslut 2020-08-31", "Grund: Skrivfel")
    assert entry.reason == SLIP


# --- what the database refuses -------------------------------------------------------------------------


def refused(act: Any) -> bool:
    try:
        with transaction.atomic():
            act()
    except DatabaseError:
        return True
    return False


def link(later: Decision, earlier: Decision, kind: str = "replacement") -> Any:
    return lambda: FollowUp.objects.create(decision=later, earlier=earlier, kind=kind, because="x")


def test_the_database_takes_a_link_to_a_signed_decision_in_the_same_case_alone(region: World) -> None:
    earlier = world.signed(region)
    draft = actions.start_draft(by=region.officer, case=earlier.case, now=NOW)
    elsewhere = world.drafted(region)

    assert refused(link(elsewhere, earlier))
    assert refused(link(draft, draft))
    assert refused(link(draft, elsewhere))
    assert refused(link(draft, earlier, "annat"))
    assert not refused(link(draft, earlier))


def test_the_database_takes_no_link_to_what_is_over(region: World) -> None:
    earlier, undone = world.signed(region), withdrawn(region, world.signed(region))
    annulment = followed(region, earlier, Kind.ANNULMENT)
    draft = actions.start_draft(by=region.officer, case=earlier.case, now=NOW)
    other = actions.start_draft(by=region.officer, case=undone.case, now=NOW)

    assert refused(link(draft, earlier))
    assert refused(link(draft, annulment))
    assert refused(link(other, undone))


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM decisions_followup",
        "UPDATE decisions_followup SET kind = 'annulment'",
        "UPDATE decisions_followup SET earlier_id = decision_id",
        "DELETE FROM decisions_historicalfollowup",
    ],
)
@pytest.mark.parametrize("is_signed", [False, True])
def test_the_database_never_lets_a_link_go(region: World, sql: str, is_signed: bool) -> None:
    draft = started(region, world.signed(region))
    if is_signed:
        signed(region, completed(region, draft))

    assert refused(lambda: plain(sql))


def test_the_database_settles_ground_and_reason_with_the_signature(region: World) -> None:
    draft = started(region, world.signed(region))
    assert not refused(lambda: plain("UPDATE decisions_followup SET because = 'x'"))

    signed(region, completed(region, draft))

    assert refused(lambda: plain("UPDATE decisions_followup SET because = 'y'"))


def test_the_database_signs_no_follow_up_of_what_is_over(
    region: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = world.signed(region)
    sent = completed(region, started(region, earlier, now=LATER), LATER)
    withdrawn(region, earlier)
    abilities = {"sign": ()}
    monkeypatch.setattr("decisions.abilities.ABILITIES", abilities)

    with pytest.raises(DatabaseError, match="gäller inte längre"), transaction.atomic():
        signed(region, sent)


def plain(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
