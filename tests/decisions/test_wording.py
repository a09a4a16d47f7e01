"""From rows to words: titles, capacities, days and numbers as the documents say them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from accounts.models import Role
from decisions import contexts, wording
from decisions.actions.moves import judge
from decisions.documents import (
    DecisionDocument,
    Signature,
)
from decisions.models import DocumentKind
from delegation import words
from delegation.models import Appointment, Kind
from tests import world
from tests.decisions.test_documents import pages
from tests.world import NOW, World


def shown(region: World, **changes: Any) -> DecisionDocument:
    decision = world.submitted(region, **changes)
    found = contexts.documents(decision, judge(decision, NOW), date(2020, 8, 31))
    document = found[DocumentKind.DECISION]
    assert isinstance(document, DecisionDocument)
    return document


@pytest.mark.django_db
def test_an_ordinary_holder_signs_with_the_title_alone(region: World) -> None:
    document = shown(region)

    assert replace(document.signature, verification_code="") == Signature(
        "Director", "Regional utvecklingsdirektör"
    )
    assert document.decided_as == "ordinarie regional utvecklingsdirektör"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (Kind.ACTING, "Tillförordnad regional utvecklingsdirektör"),
        (Kind.STAND_IN, "Tjänstförrättande regional utvecklingsdirektör"),
    ],
)
def test_who_holds_a_position_for_a_time_says_so_in_the_title(region: World, kind: Kind, title: str) -> None:
    Appointment.objects.filter(person=region.director).update(kind=kind)

    document = shown(region)

    assert replace(document.signature, verification_code="") == Signature("Director", title)


@pytest.mark.django_db
def test_a_substitute_says_whom_they_stand_for(region: World) -> None:
    world.away(region.director, date(2020, 8, 31))

    document = shown(region, decider=region.deputy)

    assert replace(document.signature, verification_code="") == Signature(
        "Deputy", "Biträdande regional utvecklingsdirektör", "Ersättare för regional utvecklingsdirektör"
    )
    assert document.decided_as == (
        "biträdande regional utvecklingsdirektör, ersättare för regional utvecklingsdirektör"
    )


@pytest.mark.django_db
def test_an_urgent_decision_names_the_statute_the_reason_and_the_next_meeting(region: World) -> None:
    chair = world.person("chair", region.board, Role.DELEGATE, "chair")

    document = shown(
        region,
        decider=chair,
        point="",
        attested=world.ATTESTED | {"urgent": True},
        urgent_reason="Ansökan ska vara inne i morgon.",
    )

    text = " ".join(pages(document))
    assert "Varför nämnden inte kan avvaktas Ansökan ska vara inne i morgon." in text
    assert "Beslutet fattas av Chair, ordförande, i brådskande ärende enligt 6 kap. 39 §" in text
    assert "Beslutet anmäls till regionala utvecklingsnämnden vid nämndens nästa sammanträde." in text
    assert "punkt" not in text


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Regional utvecklingsdirektör", "regional utvecklingsdirektör"),
        ("HR-chef", "HR-chef"),
        ("VD", "VD"),
        ("Överläkare", "överläkare"),
        ("", ""),
    ],
)
def test_a_title_inside_a_sentence_keeps_only_the_capitals_of_acronyms(name: str, inside: str) -> None:
    assert words.in_sentence(name) == inside


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        ("063-14 65 21", "+46 63 14 65 21"),
        ("+46 63 14 65 21", "+46 63 14 65 21"),
        ("0047 12 34", "0047 12 34"),
        ("", ""),
    ],
)
def test_a_phone_number_sent_abroad_can_be_dialled_there(phone: str, dialled: str) -> None:
    assert wording.from_abroad(phone) == dialled


@pytest.mark.django_db
def test_a_refusal_to_hand_out_a_document_is_appealed_to_the_administrative_court_of_appeal(
    region: World,
) -> None:
    organisation = region.board.organisation
    organisation.court, organisation.court_of_appeal = "Förvaltningsrätten i X", "Kammarrätten i Y"
    organisation.save()

    document = shown(region, point="5.1", decision_type="document_refusal", facts={})

    assert document.appeal.route == "administrative_appeal"
    assert document.appeal.court == "Kammarrätten i Y"


@pytest.mark.django_db
def test_an_urgent_decision_borrows_nothing_from_a_point_that_was_chosen(region: World) -> None:
    chair = world.person("chair", region.board, Role.DELEGATE, "chair")
    attested = world.ATTESTED | {"urgent": True}
    document = shown(
        region, point="1.1", decider=chair, attested=attested, urgent_reason="Svar krävs i morgon."
    )

    assert (document.point, document.appeal.route) == ("", "legality_review")


@pytest.mark.django_db
def test_who_presented_the_matter_and_who_took_part_stand_in_the_decision(region: World) -> None:
    document = shown(region, presented_by="Controllern", participants="Juristen och ekonomichefen")

    text = " ".join(pages(document))
    assert "Föredragande: Controllern." in text
    assert "har också deltagit: Juristen och ekonomichefen." in text
