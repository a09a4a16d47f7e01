"""Writing a draft in the browser: what is asked, and what comes back on bad input."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from decisions import actions
from decisions.models import BasisItem, Decision
from tests import world
from tests.decisions.pages import as_posted, draft_today, logged_in
from tests.world import World

pytestmark = pytest.mark.django_db


def test_the_form_asks_what_the_point_and_the_law_ask_and_answers_nothing_beforehand(region: World) -> None:
    now = timezone.now()
    decision = actions.start_draft(by=region.officer, case=world.case_of(region, now=now), now=now)
    decision = actions.save_draft(
        by=region.officer, decision=decision, draft=actions.Draft(title="A", point="1.2"), revision=1, now=now
    )

    page = logged_in(region.officer).get(reverse("draft", args=[decision.pk])).content.decode()

    assert "Innebär beslutet ett ekonomiskt åtagande?" in page
    assert "Avser ärendet verksamhetens mål, inriktning, omfattning eller kvalitet?" in page
    assert "6 kap. 38 § 1 kommunallagen" in page
    assert 'type="radio" name="attest_kl_6_38_1"' in page
    assert page.count("checked") == 0


def test_what_waits_for_a_point_is_told_once(region: World) -> None:
    decision = draft_today(region, point="9.9")

    page = logged_in(region.officer).get(reverse("draft", args=[decision.pk])).content.decode()

    assert "Punkt 9.9 finns inte i version 2021:1." in page
    assert page.count("Kan inte prövas utan en punkt som gäller") == 1


def test_a_draft_is_saved_and_sent(region: World) -> None:
    decision = draft_today(region, title="Första")
    client = logged_in(region.officer)

    answer = client.post(reverse("draft", args=[decision.pk]), as_posted(decision, act="submit"))

    decision.refresh_from_db()
    assert answer.status_code == 302
    assert (decision.state, decision.title) == ("submitted", "Avsiktsförklaring")
    assert decision.facts == {"commits_funds": False, "amount": 0}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "å" * 201, "Högst 200 tecken får plats; texten har 201"),
        ("fact_amount", "många kronor", "Skriv ett tal med siffror"),
        ("fact_amount", "-5", "Ett belopp kan inte vara negativt"),
        ("basis_dated", "31 augusti", "Skriv dagen som ÅÅÅÅ-MM-DD"),
        ("fact_commits_funds", "kanske", "Svara ja eller nej"),
        ("point", "9.9", "Det går inte att välja"),
    ],
)
def test_a_draft_with_a_fault_is_not_half_saved_and_keeps_every_word(
    region: World, field: str, value: str, words: str
) -> None:
    decision = draft_today(region)
    posted = as_posted(decision, background="<p>Min nya bakgrund</p>") | {field: value}

    answer = logged_in(region.officer).post(reverse("draft", args=[decision.pk]), posted)

    page = answer.content.decode()
    decision.refresh_from_db()
    assert answer.status_code == 422
    assert words in page
    assert "Min nya bakgrund" in page
    assert decision.background == "<p>Bakgrund.</p>"


@pytest.mark.parametrize(
    ("written", "kept"),
    [("400 000", 400000), ("400000,50", "400000.50"), ("1 000,5 kr", "1000.5"), ("", None)],
)
def test_an_amount_is_kept_exactly_as_a_swede_writes_it(region: World, written: str, kept: object) -> None:
    decision = draft_today(region)

    posted = as_posted(decision, fact_amount=written)
    logged_in(region.officer).post(reverse("draft", args=[decision.pk]), posted)

    decision.refresh_from_db()
    assert decision.facts.get("amount") == kept


def test_the_second_editor_gets_their_text_back_beside_the_saved_one(region: World) -> None:
    decision = draft_today(region)
    posted = as_posted(decision, background="<p>Den andras text.</p>")
    mine = as_posted(decision, background="<p>Min text.</p>", title="Min rubrik")
    client = logged_in(region.officer)
    client.post(reverse("draft", args=[decision.pk]), posted)

    answer = client.post(reverse("draft", args=[decision.pk]), mine)

    page = answer.content.decode()
    decision.refresh_from_db()
    assert answer.status_code == 409
    assert "Min text." in page
    assert "Den andras text." in page
    assert decision.background == "<p>Den andras text.</p>"

    again = mine | {"revision": str(decision.revision)}
    client.post(reverse("draft", args=[decision.pk]), again)
    decision.refresh_from_db()
    assert decision.background == "<p>Min text.</p>"


def test_a_draft_that_was_sent_meanwhile_gives_the_text_back(region: World) -> None:
    decision = draft_today(region)
    posted = as_posted(decision, background="<p>Skrivet för sent.</p>")
    actions.submit(by=region.officer, decision=decision, now=timezone.now())

    answer = logged_in(region.officer).post(reverse("draft", args=[decision.pk]), posted)

    assert answer.status_code == 403
    assert "Skrivet för sent." in answer.content.decode()


def test_an_autosave_answers_with_status_revision_and_verdict(region: World) -> None:
    decision = draft_today(region)
    posted = as_posted(decision, fact_commits_funds="ja")

    answer = logged_in(region.officer).post(reverse("autosave", args=[decision.pk]), posted)

    page = answer.content.decode()
    assert "Sparat" in page
    assert f'value="{decision.revision + 1}"' in page
    assert "Ryms inte i delegationen" in page
    assert "Punkten gäller bara utan ekonomiskt åtagande" in page
    assert 'id="questions"' not in page


def test_another_point_brings_its_own_questions(region: World) -> None:
    decision = draft_today(region)
    posted = as_posted(decision, point="2.2")

    answer = logged_in(region.officer).post(reverse("autosave", args=[decision.pk]), posted)

    page = answer.content.decode()
    decision.refresh_from_db()
    assert 'id="questions"' in page
    assert "Innebär beslutet ett ekonomiskt åtagande?" not in page
    assert (decision.decision_type, decision.facts) == ("event_grant", {"amount": 0})


def test_an_autosave_with_a_fault_saves_nothing_and_says_so(region: World) -> None:
    decision = draft_today(region)

    posted = as_posted(decision, title="x" * 201)
    answer = logged_in(region.officer).post(reverse("autosave", args=[decision.pk]), posted)

    assert "Inte sparat" in answer.content.decode()
    decision.refresh_from_db()
    assert decision.title == "Avsiktsförklaring"


def test_a_hindered_draft_is_saved_but_not_sent(region: World) -> None:
    decision = draft_today(region)
    posted = as_posted(decision, fact_commits_funds="ja", title="Sparad ändå", act="submit")

    answer = logged_in(region.officer).post(reverse("draft", args=[decision.pk]), posted)

    decision.refresh_from_db()
    assert answer.status_code == 409
    assert "Punkten gäller bara utan ekonomiskt åtagande" in answer.content.decode()
    assert (decision.state, decision.title) == ("draft", "Sparad ändå")


def upload(region: World, decision: Decision, name: str, content: bytes) -> tuple[int, str]:
    file = SimpleUploadedFile(name, content)
    posted = as_posted(decision, act="add_basis", title="Ny rubrik") | {"basis_file": file}
    answer = logged_in(region.officer).post(reverse("draft", args=[decision.pk]), posted, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_file_is_added_and_can_be_fetched_again(region: World) -> None:
    decision = draft_today(region)

    status, page = upload(region, decision, "förslag.pdf", b"%PDF-1.4 x")

    assert (status, "förslag.pdf" in page) == (200, True)
    item = BasisItem.objects.get()
    answer = logged_in(region.director).get(reverse("basis_file", args=[item.pk]))
    assert answer.content == b"%PDF-1.4 x"
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("stor.pdf", b"%PDF-" + b"x" * 25 * 1024 * 1024, "Filen är 25,0 MB; högst 20 MB får plats"),
        ("program.pdf", b"MZ\x90\x00", "Filtypen går inte att ta emot"),
        ("bild.pdf", b"\x89PNG\r\n\x1a\n....", "innehållet är .png"),
    ],
)
def test_a_bad_file_is_refused_and_the_text_is_kept(
    region: World, name: str, content: bytes, words: str
) -> None:
    decision = draft_today(region)

    status, page = upload(region, decision, name, content)

    decision.refresh_from_db()
    assert status == 409
    assert words in page
    assert decision.title == "Ny rubrik"
    assert not BasisItem.objects.exists()


def test_a_line_is_removed(region: World) -> None:
    decision = draft_today(region)
    upload(region, decision, "f.pdf", b"%PDF-1.4 x")
    decision.refresh_from_db()
    act = f"remove_basis:{BasisItem.objects.get().pk}"

    logged_in(region.officer).post(reverse("draft", args=[decision.pk]), as_posted(decision, act=act))

    assert not BasisItem.objects.exists()


def posted_without_a_token(region: World, decision: Decision, origin: str | None) -> tuple[int, str]:
    client = Client(enforce_csrf_checks=True)
    client.force_login(region.officer)
    posted = as_posted(decision, background="<p>Min <b>nya</b> text.</p>", act="submit")
    headers = {"origin": origin} if origin else {}
    answer = client.post(reverse("draft", args=[decision.pk]), posted, headers=headers)
    return answer.status_code, answer.content.decode()


def test_a_post_with_an_old_token_comes_back_with_every_word_and_a_new_token(region: World) -> None:
    status, page = posted_without_a_token(region, draft_today(region), "http://testserver")

    assert status == 403
    assert 'name="background" value="&lt;p&gt;Min &lt;b&gt;nya&lt;/b&gt; text.&lt;/p&gt;"' in page
    assert 'name="act" value="submit"' in page
    assert page.count("csrfmiddlewaretoken") == 2  # beside that of the log out button
    assert "Försök igen" in page


@pytest.mark.parametrize("origin", ["https://annan.example", "null", None])
def test_what_another_site_posted_is_not_given_back_with_a_token(region: World, origin: str | None) -> None:
    status, page = posted_without_a_token(region, draft_today(region), origin)

    assert status == 403
    assert "nya" not in page
    assert "Försök igen" not in page


def test_a_file_that_was_posted_without_a_session_is_asked_for_again(region: World) -> None:
    decision = draft_today(region)
    posted = as_posted(decision, act="add_basis", basis_title="Förslag")
    file = SimpleUploadedFile("f.pdf", b"%PDF-1.4 x")

    answer = Client().post(reverse("draft", args=[decision.pk]), posted | {"basis_file": file})

    page = answer.content.decode()
    assert answer.status_code == 401
    assert 'name="act" value="save"' in page
    assert "Filen kom inte med" in page
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("checks_tokens", [True, False])
def test_an_autosave_without_a_session_is_told_so_in_the_save_bar(
    region: World, *, checks_tokens: bool
) -> None:
    decision = draft_today(region)
    client = Client(enforce_csrf_checks=checks_tokens)

    headers = {"hx-request": "true"}
    answer = client.post(reverse("autosave", args=[decision.pk]), as_posted(decision), headers=headers)

    assert answer.status_code == 401
    assert "Inte sparat: du är utloggad." in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_a_verdict_never_stays_green_over_an_answer_that_was_not_saved(region: World) -> None:
    decision = draft_today(region)

    posted = as_posted(decision, fact_amount="60.000")
    page = logged_in(region.officer).post(reverse("autosave", args=[decision.pk]), posted).content.decode()

    assert "Inte sparat" in page
    assert "Inte prövat" in page
    assert "Ryms i delegationen" not in page


def test_a_text_is_not_saved_in_the_name_of_whoever_logs_in_next(region: World) -> None:
    decision = draft_today(region)
    colleague = world.person("colleague", region.board, Role.OFFICER)
    posted = as_posted(decision, title="Skrivet av en annan") | {"writer": str(region.officer.pk)}

    page = logged_in(colleague).post(reverse("draft", args=[decision.pk]), posted)
    fragment = logged_in(colleague).post(reverse("autosave", args=[decision.pk]), posted)

    decision.refresh_from_db()
    assert (page.status_code, decision.title) == (409, "Avsiktsförklaring")
    assert "Skrivet av en annan" in page.content.decode()
    assert "Inte sparat" in fragment.content.decode()
    assert not decision.drafters.filter(pk=colleague.pk).exists()
