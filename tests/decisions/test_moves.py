"""A draft's way to its decider, and every way in which it is stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Role
from decisions import actions, events
from decisions.models import Event, RegistryNumber
from tests import world
from tests.world import ATTESTED, NOW, World

pytestmark = pytest.mark.django_db


def test_a_complete_draft_goes_to_its_decider(region: World) -> None:
    decision = world.submitted(region)

    assert decision.state == "submitted"
    assert decision.submitted_at == NOW


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"facts": {"amount": 0, "commits_funds": True}}, "Punkten gäller bara utan ekonomiskt åtagande"),
        ({"facts": {"amount": 0}}, "är inte besvarad"),
        ({"attested": ATTESTED | {"kl_6_38_1": True}}, "nämnden måste själv besluta"),
        ({"attested": ATTESTED | {"kl_6_38_2": None}}, "inte besvarade"),
        ({"decision_text": "<p> </p>"}, "Utkastet saknar beslutstext"),
        ({"decider": None}, "Utkastet saknar beslutsfattare"),
        ({"point": "9.9"}, "Punkt 9.9 finns inte"),
        ({"letter": actions.Letter(title="Letter of Intent")}, "avsiktsförklaringens mottagare"),
        (
            {"title": "Avtal med 你好 AB"},
            "Tecknen 你 och 好 finns inte i handlingarnas typsnitt; det gäller ”你好”",
        ),
    ],
)
def test_a_draft_that_cannot_be_decided_is_not_submitted(
    region: World, changes: Mapping[str, Any], words: str
) -> None:
    decision = world.drafted(region, **changes)

    with pytest.raises(actions.Refused) as caught:
        actions.submit(by=region.officer, decision=decision, now=NOW)

    decision.refresh_from_db()
    assert words in str(caught.value)
    assert decision.state == "draft"


def test_a_substitute_is_stopped_while_the_director_is_at_work_and_not_after(region: World) -> None:
    decision = world.drafted(region, decider=region.deputy)
    with pytest.raises(actions.Refused, match="är inte frånvarande"):
        actions.submit(by=region.officer, decision=decision, now=NOW)

    world.away(region.director, NOW.date())

    assert actions.submit(by=region.officer, decision=decision, now=NOW).state == "submitted"


def test_the_chosen_decider_does_not_write_in_the_draft(region: World) -> None:
    decision = world.drafted(region)
    draft = world.draft_of(region)

    with pytest.raises(actions.NotAllowed, match="vald som beslutsfattare"):
        actions.save_draft(by=region.director, decision=decision, draft=draft, revision=2, now=NOW)


def test_a_second_editor_is_told_and_nothing_is_overwritten(region: World) -> None:
    decision = world.drafted(region)
    mine = world.draft_of(region, title="Min rubrik")

    with pytest.raises(actions.Stale) as caught:
        actions.save_draft(by=region.officer, decision=decision, draft=mine, revision=1, now=NOW)

    decision.refresh_from_db()
    assert caught.value.saved.title == "Avsiktsförklaring"
    assert decision.title == "Avsiktsförklaring"


def test_markup_that_could_run_is_cleaned_away_when_a_draft_is_saved(region: World) -> None:
    text = '<p onclick="x()">Hej<script>alert(1)</script> <a href="javascript:x()">länk</a></p>'

    decision = world.drafted(region, decision_text=text)

    assert decision.decision_text == "<p>Hej <a>länk</a></p>"


def test_an_autosave_in_one_sitting_is_one_event_and_a_later_one_another(region: World) -> None:
    decision = world.drafted(region)
    draft = world.draft_of(region, title="Andra")
    for minutes, title in ((1, "Tredje"), (2, "Fjärde"), (40, "Femte")):
        decision.refresh_from_db()
        actions.save_draft(
            by=region.officer,
            decision=decision,
            draft=replace(draft, title=title),
            revision=decision.revision,
            now=NOW + timedelta(minutes=minutes),
        )

    fields = [row.data["fields"] for row in Event.objects.filter(verb="decision.edited")]
    assert fields[1:] == [["title"], ["title"]]  # the third title was saved in the second's sitting


@pytest.mark.parametrize("act", ["send_back", "hand_over"])
def test_a_comment_is_demanded_and_kept_in_the_log(region: World, act: str) -> None:
    decision = world.submitted(region)
    move = getattr(actions, act)
    with pytest.raises(actions.Refused, match="Skriv varför"):
        move(by=region.director, decision=decision, comment="  ", now=NOW)

    move(by=region.director, decision=decision, comment="Räkna om.", now=NOW)

    assert Event.objects.latest("sequence").data == {"comment": "Räkna om."}


def test_numbers_run_on_without_gaps_past_one_that_was_given_elsewhere(region: World) -> None:
    first = world.case_of(region)
    kept = world.case_of(region, dnr="RUN/495/2020")
    with pytest.raises(actions.Refused, match="redan använt"):
        world.case_of(region, dnr="RUN/495/2020")

    following = world.case_of(region)

    assert [first.dnr, kept.dnr, following.dnr] == ["RUN/1/2020", "RUN/495/2020", "RUN/496/2020"]


def test_a_cancelled_number_stays_with_its_reason_and_is_never_given_again(region: World) -> None:
    case = world.case_of(region)

    actions.cancel_number(by=region.registrar, case=case, because="Dubblett.", now=NOW)

    assert world.case_of(region).dnr == "RUN/2/2020"
    assert RegistryNumber.objects.get(number=1).cancelled_because == "Dubblett."


def test_the_log_holds_together_and_tells_when_it_does_not(region: World) -> None:
    world.submitted(region)

    assert list(events.verify(region.board)) == []
    assert [row.sequence for row in Event.objects.order_by("sequence")] == [1, 2, 3, 4]


def test_a_point_that_lets_the_drafter_decide_is_drafted_and_signed_by_one_person(region: World) -> None:
    head = world.person("head", region.board, Role.OFFICER, "unit_head_business")
    decision = actions.start_draft(by=head, case=world.case_of(region), now=NOW)
    draft = world.draft_of(region, point="1.5", decision_type="acknowledgement", facts={}, decider=head)
    decision = actions.save_draft(by=head, decision=decision, draft=draft, revision=1, now=NOW)
    decision = actions.save_draft(
        by=head, decision=decision, draft=replace(draft, title="Bekräftelse"), revision=2, now=NOW
    )
    decision = actions.submit(by=head, decision=decision, now=NOW)

    decision = world.sign(region, decision, by=head)

    assert (decision.state, decision.signed_by) == ("signed", head)


def test_a_drafter_who_chooses_themselves_is_stopped_by_four_eyes(region: World) -> None:
    both = world.person("both", region.board, Role.OFFICER, "regional_development_director")
    decision = actions.start_draft(by=both, case=world.case_of(region), now=NOW)
    draft = world.draft_of(region, decider=both)
    decision = actions.save_draft(by=both, decision=decision, draft=draft, revision=1, now=NOW)

    with pytest.raises(actions.Refused, match="får inte själv besluta"):
        actions.submit(by=both, decision=decision, now=NOW)


def test_characters_that_nobody_sees_are_not_kept(region: World) -> None:
    decision = world.drafted(region, title="Samverkan\x01\tMittnorden\u0000 ", background="<p>A\x02b</p>")

    assert (decision.title, decision.background) == ("Samverkan Mittnorden", "<p>Ab</p>")


def test_what_waits_for_someone_who_is_away_is_taken_back_and_sent_to_another(region: World) -> None:
    decision = world.submitted(region)
    decision = actions.recall(by=region.officer, decision=decision, comment="Direktören är borta.", now=NOW)
    world.away(region.director, NOW.date())
    draft = world.draft_of(region, decider=region.deputy)
    decision = actions.save_draft(
        by=region.officer, decision=decision, draft=draft, revision=decision.revision, now=NOW
    )

    decision = actions.submit(by=region.officer, decision=decision, now=NOW)

    assert (decision.state, decision.decider) == ("submitted", region.deputy)


def test_a_case_is_corrected_and_the_log_says_what(region: World) -> None:
    case = world.case_of(region)

    case = actions.edit_case(
        by=region.registrar,
        case=case,
        title="Rätt mening",
        unit=case.unit,
        officer=region.officer,
        confidential=True,
        now=NOW,
    )

    assert (case.title, case.confidential) == ("Rätt mening", True)
    assert Event.objects.latest("sequence").data == {"case_fields": ["confidential", "title"]}
