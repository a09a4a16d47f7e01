"""Signatures prolonged before what they rest on ends: what is kept, what is served, and what is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from decisions import signatures, store
from decisions.models import Decision, Document, Event, Prolonged
from tests import world
from tests.decisions.pages import logged_in, submitted_today
from tests.signatures.authority import Relay, running
from tests.world import World


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    with running(tmp_path_factory.mktemp("authority"), timezone.now()) as relay:
        yield relay


@pytest.fixture
def stamps(authority: Relay, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    """An installation that trusts the authority's time stamps."""
    data = tmp_path_factory.mktemp("stamped")
    trusted = data / "trusted" / "timestamps"
    trusted.mkdir(parents=True)
    (trusted / "root.pem").write_bytes(authority.root)
    authority.now, authority.illness = timezone.now(), ""
    with override_settings(DATA_DIR=data, TSA_URL=authority.tsa()):
        yield authority


def signed(region: World) -> Decision:
    """Signed today, when the authority's certificates hold."""
    decision, now = submitted_today(region), timezone.now()
    return world.sign(region, decision, now)


def prolong(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        call_command("prolong_signatures", *options)
    return int(str(ended.value.code)), capsys.readouterr().out


def test_a_document_is_prolonged_once_and_the_signed_one_stays_as_it_was(
    region: World, stamps: Relay, capsys: pytest.CaptureFixture[str]
) -> None:
    document = signed(region).documents.get(kind="decision")
    before = store.get(document.sha256)

    first, second = prolong(capsys), prolong(capsys)

    assert first == (0, "1 förlängda, 0 gick inte\n")
    assert second == (0, "0 förlängda, 0 gick inte\n")
    row = Prolonged.objects.get()
    longer = store.get(row.sha256)
    assert store.get(document.sha256) == before
    assert longer.startswith(before)
    assert signatures.validate(longer, at=timezone.now()).is_valid
    assert row.holds_until > timezone.now()
    assert Event.objects.get(verb="document.prolonged").data["sha256"] == row.sha256


def test_what_ends_soon_is_prolonged_again(
    region: World, stamps: Relay, capsys: pytest.CaptureFixture[str]
) -> None:
    signed(region)
    prolong(capsys)
    days = (Prolonged.objects.get().holds_until - timezone.now() + timedelta(days=2)).days

    assert prolong(capsys, "--days", str(days)) == (0, "1 förlängda, 0 gick inte\n")

    assert Prolonged.objects.count() == 2


def test_the_prolonged_document_is_genuine_and_can_be_fetched(
    region: World, stamps: Relay, capsys: pytest.CaptureFixture[str]
) -> None:
    decision = signed(region)
    document = decision.documents.get(kind="decision")
    client = logged_in(region.officer)
    address = reverse("prolonged", args=[document.pk])
    assert client.get(address).status_code == 404
    prolong(capsys)

    page = client.get(reverse("decision", args=[decision.pk])).content.decode()
    content = client.get(address).content

    assert address in page
    file = SimpleUploadedFile("beslut.pdf", content, "application/pdf")
    assert "Äkta och oförändrad" in Client().post(reverse("verify"), {"file": file}).content.decode()


def test_an_authority_that_is_ill_changes_nothing_and_is_told(
    region: World, stamps: Relay, capsys: pytest.CaptureFixture[str]
) -> None:
    with override_settings(TSA_URL=""):
        signed(region)
    stamps.illness = "error"

    code, said = prolong(capsys)

    assert code == 1
    assert said.endswith("0 förlängda, 1 gick inte\n")
    assert not Prolonged.objects.exists()


def test_without_a_time_stamp_service_it_says_what_is_missing(region: World) -> None:
    with pytest.raises(CommandError, match="TSA_URL är inte satt"):
        call_command("prolong_signatures")


def test_a_damaged_document_is_named_and_the_others_are_prolonged(
    region: World, stamps: Relay, capsys: pytest.CaptureFixture[str]
) -> None:
    first = signed(region)
    signed(region)
    lost = Document.objects.get(decision=first, kind="decision")
    storages["documents"].delete(store.name_of(lost.sha256))

    code, said = prolong(capsys)

    assert code == 1
    assert lost.file_name in said
    assert said.endswith("1 förlängda, 1 gick inte\n")
