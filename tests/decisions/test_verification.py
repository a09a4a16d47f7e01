"""”Är handlingen äkta?”: what anyone may learn, and what nobody without access learns."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from decisions import actions, codes, reporting, store
from decisions.follow_ups import Kind
from decisions.models import Decision, Document
from tests import world
from tests.decisions.follow_ups import followed
from tests.decisions.pages import logged_in
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

GENUINE = "Äkta och oförändrad"
KNOWN = "Koden hör till den här handlingen"
ALTERED = "Filen är inte den som undertecknades"
UNKNOWN = "Handlingen kan inte bekräftas"


@pytest.fixture(autouse=True)
def no_earlier_questions() -> None:
    cache.clear()


def signed(region: World, *, confidential: bool = False) -> Document:
    case = world.case_of(region, confidential=confidential)
    decision = actions.start_draft(by=region.officer, case=case, now=NOW)
    draft = world.draft_of(region, title="Avsikt att samverka om vätgas")
    decision = actions.save_draft(by=region.officer, decision=decision, draft=draft, revision=1, now=NOW)
    decision = world.sign(region, actions.submit(by=region.officer, decision=decision, now=NOW))
    return Document.objects.get(decision=decision, kind="decision")


def ask(client: Client, *, code: str = "", content: bytes | None = None) -> HttpResponse:
    data: dict[str, object] = {"code": code}
    if content is not None:
        data["file"] = SimpleUploadedFile("beslut.pdf", content, "application/pdf")
    return client.post(reverse("verify"), data)  # type: ignore[return-value]


def claiming(document: Document) -> bytes:
    """Other bytes that name themselves as the document."""
    return b"%%PDF-1.7 <dc:identifier>%s</dc:identifier>" % codes.grouped(document.code).encode()


def main_of(answer: HttpResponse) -> str:
    """The page without what differs between any two answers: its token."""
    text = answer.content.decode()
    start = text.index("<main")
    return "\n".join(line for line in text[start:].splitlines() if "csrfmiddlewaretoken" not in line)


def test_a_stranger_learns_what_the_code_belongs_to(region: World) -> None:
    document = signed(region)

    page = Client().get(reverse("verify_code", args=[codes.grouped(document.code)])).content.decode()

    assert KNOWN in page
    for told in ("Avsikt att samverka om vätgas", "2020-08-31", document.sha256, str(region.director)):
        assert told in page


def test_the_code_may_be_typed_in_small_letters(region: World) -> None:
    document = signed(region)

    assert KNOWN in ask(Client(), code=codes.grouped(document.code).lower()).content.decode()


def test_the_very_file_is_genuine(region: World) -> None:
    document = signed(region)

    page = ask(Client(), content=store.get(document.sha256)).content.decode()

    assert GENUINE in page
    assert "Avsikt att samverka om vätgas" in page


def test_a_file_that_claims_to_be_the_document_and_is_not_is_altered(region: World) -> None:
    document = signed(region)

    assert ALTERED in ask(Client(), content=claiming(document)).content.decode()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 en annan fil", b"<html>", "åäö".encode()])
def test_any_other_file_is_unknown(region: World, content: bytes) -> None:
    signed(region)

    assert UNKNOWN in ask(Client(), content=content).content.decode()


@pytest.mark.parametrize("by", ["code", "file", "claim"])
def test_a_confidential_document_is_to_a_stranger_as_one_that_does_not_exist(region: World, by: str) -> None:
    document = signed(region, confidential=True)
    asked: dict[str, dict[str, str | bytes]] = {
        "code": {"code": codes.grouped(document.code)},
        "file": {"content": store.get(document.sha256)},
        "claim": {"content": claiming(document)},
    }
    missing: dict[str, dict[str, str | bytes]] = {
        "code": {"code": codes.grouped(codes.code(codes.new_seed(), "decision"))},
        "file": {"content": b"%PDF-1.7"},
        "claim": {"content": b"%PDF-1.7"},
    }

    answer = main_of(ask(Client(), **asked[by]))  # type: ignore[arg-type]
    none = main_of(ask(Client(), **missing[by]))  # type: ignore[arg-type]

    typed = str(asked[by].get("code", "")), str(missing[by].get("code", ""))
    assert UNKNOWN in answer
    assert answer.replace(typed[0], "") == none.replace(typed[1], "")


@pytest.mark.parametrize(("name", "words"), [("registrar", GENUINE), ("other", UNKNOWN)])
def test_of_a_confidential_document_those_learn_who_see_the_case(
    region: World, name: str, words: str
) -> None:
    document = signed(region, confidential=True)
    viewer = region.registrar if name == "registrar" else User.objects.create_user("other")

    assert words in ask(logged_in(viewer), content=store.get(document.sha256)).content.decode()


def test_a_draft_has_no_document_and_so_nothing_to_verify(region: World) -> None:
    draft = world.submitted(region)
    code = codes.code(Decision.objects.get(pk=draft.pk).code_seed, "decision")

    assert UNKNOWN in ask(Client(), code=code).content.decode()


def test_who_asks_too_often_is_told_to_wait_and_learns_nothing(region: World) -> None:
    document = signed(region)
    client = Client()
    for _ in range(30):
        client.get(reverse("verify_code", args=["x"]))

    answer = client.get(reverse("verify_code", args=[document.code]))

    assert answer.status_code == 429
    assert "Vänta en minut" in answer.content.decode()
    assert document.sha256 not in answer.content.decode()


def test_who_asks_nothing_is_told_what_to_fill_in(region: World) -> None:
    answer = ask(Client())

    assert answer.status_code == 422
    assert "Skriv koden eller välj en fil." in answer.content.decode()


def test_a_file_that_is_too_large_is_refused_in_swedish(region: World, settings: object) -> None:
    settings.UPLOAD_MAX_BYTES = 10  # type: ignore[attr-defined]

    answer = ask(Client(), content=b"%PDF-1.7 en lang fil")

    assert answer.status_code == 422
    assert "högst 0 MB" in answer.content.decode()


def test_no_cache_and_no_search_engine_keeps_the_answer(region: World) -> None:
    answer = Client().get(reverse("verify_code", args=[signed(region).code]))

    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex"


def test_a_decision_that_was_replaced_is_genuine_and_holds_no_longer(region: World) -> None:
    earlier = world.signed(region)
    followed(region, earlier, Kind.REPLACEMENT)
    document = Document.objects.get(decision=earlier, kind="decision")

    by_file = ask(Client(), content=store.get(document.sha256)).content.decode()
    by_code = ask(Client(), code=document.code).content.decode()

    assert "Äkta, men beslutet gäller inte längre" in by_file
    assert "Ersatt genom beslut 2020-09-02" in by_file
    assert "Ersatt genom beslut 2020-09-02" in by_code


def test_a_signed_file_with_a_byte_more_or_another_is_altered(region: World) -> None:
    content = store.get(signed(region).sha256)

    for altered in (
        content + b"\n",
        content[:-20] + b"!" + content[-19:],
        content.replace(b"/Sig", b"/Sik", 1),
    ):
        assert ALTERED in ask(Client(), content=altered).content.decode()


def test_a_frozen_list_is_told_by_its_meeting_alone(region: World) -> None:
    world.signed(region)
    meeting = actions.create_meeting(
        by=region.secretary, board=region.board, held_on=timezone.localdate(NOW), now=NOW
    )
    shown = reporting.fingerprint(reporting.decisions_on(meeting.report))
    report = actions.freeze(by=region.secretary, report=meeting.report, shown=shown, now=NOW)
    document = Document.objects.get(report=report)

    page = ask(Client(), code=document.code).content.decode()

    assert "lista 2020:1" in page
    assert "Avsiktsförklaring<" not in page
