"""Decisions that are not reported get a protocol of their own, signed in the same act (KL 6:40, 7:8)."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from decisions import actions, signatures, store
from decisions.models import Decision, Document, OwnProtocol
from tests import world
from tests.decisions.pages import director, submitted_today
from tests.pdf_checks import faults
from tests.world import NOW, World


def minuted(order: dict[str, Any]) -> None:
    next(row for row in order["points"] if row["number"] == "1.2")["reporting"] = "minuted"


@pytest.fixture
def region(db: None) -> World:
    return world.build(minuted)


def protocol_of(decision: Decision) -> bytes:
    return store.get(Document.objects.get(decision=decision, kind="own_protocol").sha256)


def test_a_minuted_decision_is_signed_with_its_protocol_which_has_the_next_number(region: World) -> None:
    first, second = (world.signed(region) for _ in range(2))

    assert [str(decision.own_protocol) for decision in (first, second)] == ["2020:1", "2020:2"]
    content = protocol_of(second)
    assert signatures.validate(content, at=NOW).is_valid
    assert faults(content) == []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.docinfo.Title) == "Avsiktsförklaring"


def test_the_protocol_is_among_what_the_decider_reads_before_signing(region: World) -> None:
    decision = submitted_today(region)

    page = director(region).get(reverse("decision", args=[decision.pk])).content.decode()

    assert "Särskilt protokoll" in page
    assert "/protokoll.pdf" in page


def test_a_number_that_another_took_meanwhile_stops_the_signature(region: World) -> None:
    decision = world.submitted(region)
    shown = actions.final(decision, NOW).fingerprint
    world.signed(region)

    with pytest.raises(actions.ChangedSinceShown):
        world.sign(region, decision, shown=shown)

    assert OwnProtocol.objects.count() == 1
    assert str(world.sign(region, decision).own_protocol) == "2020:2"


def test_each_year_begins_a_series(region: World) -> None:
    world.signed(region)
    decision, later = world.submitted(region), NOW + timedelta(days=200)

    signed = world.sign(region, decision, later)

    assert str(signed.own_protocol) == "2021:1"


@pytest.mark.parametrize(
    "sql", ["DELETE FROM decisions_ownprotocol", "UPDATE decisions_ownprotocol SET number = 7"]
)
def test_the_database_keeps_a_protocol_as_it_was(region: World, sql: str) -> None:
    world.signed(region)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_decision_that_is_reported_has_no_protocol(db: None) -> None:
    decision = world.signed(world.build())

    assert not OwnProtocol.objects.filter(decision=decision).exists()
    assert not decision.documents.filter(kind="own_protocol").exists()
