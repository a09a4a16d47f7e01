"""The decider's signature and the organisation's seal on what is stored, and nothing half-signed."""

from __future__ import annotations

import pytest

from decisions import actions, signatures, store
from decisions.models import Document, Event
from decisions.signatures import SigningFailed, configured
from tests import world
from tests.decisions.test_signing import LETTER
from tests.pdf_checks import faults
from tests.world import NOW, World


def test_every_document_is_signed_by_the_decider_and_sealed_by_the_organisation(region: World) -> None:
    decision = world.signed(region, letter=LETTER)

    assert decision.documents.count() == 2
    for row in decision.documents.all():
        found = signatures.validate(store.get(row.sha256), at=NOW)
        assert (found.is_valid, found.reason) == (True, "")
        signature, seal = found.signatures
        assert (signature.name, signature.title) == ("Director", "Regional utvecklingsdirektör")
        assert (seal.name, seal.is_seal) == ("Region Exempel", True)
        assert signature.at == seal.at == NOW


def test_what_was_shown_is_first_in_what_is_signed_byte_for_byte(region: World) -> None:
    decision = world.submitted(region, letter=LETTER)
    shown = actions.final(decision, NOW).pdfs

    decision = world.sign(region, decision)

    for row in decision.documents.all():
        assert store.get(row.sha256).startswith(shown[row.kind].content)


def test_a_signer_that_fails_leaves_the_decision_unsigned_and_says_so(
    region: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = world.submitted(region)

    def silent() -> None:
        raise SigningFailed("Underskriftstjänsten svarar inte. Inget är undertecknat.")

    monkeypatch.setitem(configured.FOR_SEALS, "local", silent)

    with pytest.raises(actions.Refused, match="svarar inte"):
        world.sign(region, decision)

    decision.refresh_from_db()
    assert decision.state == "submitted"
    assert not Document.objects.exists()
    assert not Event.objects.filter(verb="decision.signed").exists()


def test_no_signature_is_asked_for_when_the_decider_may_not_decide(
    region: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(signatures, "signed", lambda *given, **named: asked.append(given))
    decision = world.submitted(region)
    shown = actions.final(decision, NOW).fingerprint

    with pytest.raises(actions.Refused, match="jävig"):
        world.sign(region, decision, shown=shown, conflict=True)

    assert asked == []


def test_a_signed_document_is_as_archival_and_accessible_as_it_was(region: World) -> None:
    decision = world.signed(region, letter=LETTER)

    for row in decision.documents.all():
        assert faults(store.get(row.sha256)) == []
