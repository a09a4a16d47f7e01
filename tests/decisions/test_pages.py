"""The pages as their users meet them: what is asked, what comes back on bad input, and what is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from decisions import actions
from decisions.models import BasisItem, Case, Decision, Meeting
from tests import world
from tests.world import World

pytestmark = pytest.mark.django_db
PASSWORD = "hemligt-losenord"


@pytest.fixture(autouse=True)
def no_attempts_remembered() -> None:
    """The count of failed passwords lives in the cache, longer than a test."""
    cache.clear()


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


# --- registering a case --------------------------------------------------------------------------------


def test_a_case_gets_its_number_at_once(region: World) -> None:
    data = {
        "board": str(region.board.pk),
        "title": "Samverkan i Mittnorden",
        "unit": "Näringsliv",
        "officer": str(region.officer.pk),
    }

    answer = logged_in(region.officer).post(reverse("case_new"), data, follow=True)

    year = timezone.localdate().year
    assert f"RUN/1/{year}" in answer.content.decode()
    assert Case.objects.get().dnr == f"RUN/1/{year}"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": "x" * 201}, "som mest 200 tecken"),
        ({"title": ""}, "måste fyllas i"),
        ({"opened_on": "31/8 2020"}, "Skriv dagen som ÅÅÅÅ-MM-DD"),
        ({"opened_on": "2999-01-01"}, "kan inte vara upprättat efter i dag"),
        ({"dnr": "495/2020"}, "är inget diarienummer"),
        ({"dnr": "KUN/1/2020"}, "hör inte till"),
        ({"board": "99999"}, "Välj ett giltigt alternativ"),
    ],
)
def test_a_case_that_cannot_be_registered_says_why_and_keeps_what_was_written(
    region: World, changes: dict[str, str], words: str
) -> None:
    data = {"board": str(region.board.pk), "title": "Samverkan", "unit": "Enheten för kluster"}
    data |= {"officer": str(region.officer.pk)} | changes

    answer = logged_in(region.officer).post(reverse("case_new"), data)

    page = answer.content.decode()
    assert answer.status_code in (409, 422)
    assert words in page
    assert "Enheten för kluster" in page
    assert not Case.objects.exists()


# --- the draft -----------------------------------------------------------------------------------------


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
        ("title", "å" * 201, "som mest 200 tecken"),
        ("fact_amount", "många kronor", "Skriv ett tal med siffror"),
        ("fact_amount", "-5", "Ett belopp kan inte vara negativt"),
        ("basis_dated", "31 augusti", "Skriv dagen som ÅÅÅÅ-MM-DD"),
        ("fact_commits_funds", "kanske", "Svara ja eller nej"),
        ("point", "9.9", "Välj ett giltigt alternativ"),
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


# --- basis files ---------------------------------------------------------------------------------------


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


# --- signing -------------------------------------------------------------------------------------------


def director(region: World) -> Client:
    region.director.set_password(PASSWORD)
    region.director.save()
    return logged_in(region.director)


def sign_data(decision: Decision, **changes: str) -> dict[str, str]:
    fresh = Decision.objects.with_case().get(pk=decision.pk)
    shown = actions.final(fresh, timezone.now()).fingerprint
    return {"shown": shown, "conflict_of_interest": "nej", "password": PASSWORD} | changes


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"password": "fel"}, 422, "Lösenordet stämmer inte"),
        ({"password": ""}, 422, "Skriv ditt lösenord"),
        ({"conflict_of_interest": ""}, 422, "Svara på frågan om jäv"),
        ({"conflict_of_interest": "ja"}, 409, "Beslutsfattaren är jävig"),
        ({"shown": "0" * 64}, 409, "har ändrats sedan du läste"),
    ],
)
def test_nothing_is_signed_without_password_answer_and_the_right_document(
    region: World, changes: dict[str, str], status: int, words: str
) -> None:
    decision = submitted_today(region)

    answer = director(region).post(reverse("sign", args=[decision.pk]), sign_data(decision, **changes))

    decision.refresh_from_db()
    assert (answer.status_code, decision.state) == (status, "submitted")
    assert words in answer.content.decode()


def test_what_changed_after_it_was_shown_is_shown_anew_and_then_signed(region: World) -> None:
    decision = submitted_today(region)
    client, data = director(region), sign_data(decision)
    region.officer.phone = "063-00 00 00"  # stands in the document's head
    region.officer.save()

    first = client.post(reverse("sign", args=[decision.pk]), data)
    second = client.post(reverse("sign", args=[decision.pk]), sign_data(decision))

    decision.refresh_from_db()
    assert first.status_code == 409
    assert "har ändrats sedan du läste" in first.content.decode()
    assert (second.status_code, decision.state) == (302, "signed")


def test_the_page_shows_the_pdf_that_its_form_signs(region: World) -> None:
    decision = submitted_today(region)
    client = director(region)
    page = client.get(reverse("decision", args=[decision.pk])).content.decode()
    fingerprint = actions.final(decision, timezone.now()).fingerprint
    address = reverse("final", args=[decision.pk, fingerprint, "decision"])

    assert f'value="{fingerprint}"' in page
    assert f'src="{address}#' in page
    assert client.get(address).content[:5] == b"%PDF-"


def test_a_stored_document_is_served_byte_for_byte(region: World) -> None:
    decision = submitted_today(region)
    client = director(region)
    before = client.get(
        reverse("final", args=[decision.pk, sign_data(decision)["shown"], "decision"])
    ).content
    client.post(reverse("sign", args=[decision.pk]), sign_data(decision))

    stored = decision.documents.get(kind="decision")
    assert client.get(reverse("document", args=[stored.pk])).content == before


def test_guessing_passwords_is_stopped(region: World) -> None:
    decision = submitted_today(region)
    client, data = director(region), sign_data(decision, password="fel")

    answers = [client.post(reverse("sign", args=[decision.pk]), data).status_code for _ in range(12)]

    assert answers[-1] == 429


def test_a_draft_is_sent_back_with_a_comment_that_the_officer_reads(region: World) -> None:
    decision = submitted_today(region)
    client = logged_in(region.director)

    empty = client.post(reverse("send_back", args=[decision.pk]), {"comment": " "})
    client.post(reverse("send_back", args=[decision.pk]), {"comment": "Räkna om beloppet."})

    assert empty.status_code == 422
    page = logged_in(region.officer).get(reverse("draft", args=[decision.pk])).content.decode()
    assert "Räkna om beloppet." in page


# --- the secretary -------------------------------------------------------------------------------------


def test_the_secretary_reports_a_decision_from_list_to_section(region: World) -> None:
    decision = submitted_today(region)
    director(region).post(reverse("sign", args=[decision.pk]), sign_data(decision))
    secretary = logged_in(region.secretary)
    yesterday = timezone.localdate() - timedelta(days=1)
    data = {"board": str(region.board.pk), "held_on": yesterday.isoformat()}

    page = secretary.post(reverse("meeting_list"), data, follow=True).content.decode()
    meeting = Meeting.objects.get()
    assert decision.case.dnr in page
    csv = secretary.get(reverse("list_file", args=[meeting.pk, "csv"])).content.decode("utf-8-sig")
    assert csv.splitlines()[1].split(";")[2] == decision.case.dnr
    shown = page.split('name="shown" value="')[1].split('"')[0]
    secretary.post(reverse("freeze", args=[meeting.pk]), {"shown": shown})
    bad = secretary.post(reverse("write_back", args=[meeting.pk]), {"section": "nio"})
    secretary.post(reverse("write_back", args=[meeting.pk]), {"section": "9"})

    decision.refresh_from_db()
    assert (bad.status_code, decision.state) == (409, "reported")
    case_page = logged_in(region.officer).get(reverse("case", args=[decision.case.pk])).content.decode()
    assert "anmält § 9" in case_page


@pytest.mark.parametrize("day", ["i morgon", "2020-13-01", ""])
def test_a_meeting_without_a_real_day_is_not_created(region: World, day: str) -> None:
    data = {"board": str(region.board.pk), "held_on": day}

    answer = logged_in(region.secretary).post(reverse("meeting_list"), data)

    assert answer.status_code == 422
    assert not Meeting.objects.exists()


# --- searching, and what a page costs ------------------------------------------------------------------


def test_titles_stand_in_swedish_order(region: World) -> None:
    for title in ("Öppna data", "Ärlighet", "Zebra", "Åkermark", "Apel"):
        world.case_of(region, title=title)

    page = logged_in(region.officer).get(reverse("case_list"), {"ordning": "rubrik"}).content.decode()

    places = [page.index(title) for title in ("Apel", "Zebra", "Åkermark", "Ärlighet", "Öppna data")]
    assert places == sorted(places)


@pytest.mark.parametrize("query", ["%", "'; DROP TABLE", "\x00", "x" * 5000, "RUN/9999"])
def test_any_search_gets_an_answer(region: World, query: str) -> None:
    answer = logged_in(region.officer).get(reverse("case_list"), {"q": query, "sida": "-3"})

    assert answer.status_code == 200


def test_a_list_costs_as_many_queries_however_long_it_is(
    region: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in(region.officer)
    for _ in range(3):
        draft_today(region)
    with django_assert_max_num_queries(20) as few:
        client.get(reverse("case_list"))
        client.get(reverse("start"))
    for _ in range(9):
        draft_today(region)

    with django_assert_max_num_queries(20) as many:
        client.get(reverse("case_list"))
        client.get(reverse("start"))

    assert len(many) == len(few)


def test_reading_changes_nothing(region: World, settings: Settings) -> None:
    decision = submitted_today(region)
    before = list(Decision.objects.values()), list(Case.objects.values())
    for user in (region.officer, region.director, region.secretary):
        client = logged_in(user)
        for address in ("start", "case_list", "order_list", "meeting_list"):
            client.get(reverse(address))
        client.get(decision.get_absolute_url())
        client.get(decision.case.get_absolute_url())

    assert (list(Decision.objects.values()), list(Case.objects.values())) == before
