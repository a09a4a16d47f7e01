"""Wording that may commit: what is warned of in each language, and what is not."""

from __future__ import annotations

import pytest
from django.urls import reverse

from decisions import actions, committing
from tests import world
from tests.decisions.pages import as_posted, draft_today, logged_in, submitted_today
from tests.world import World


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("sv", "Regionen förbinder sig att delta.", ["förbinder sig"]),
        ("sv", "Regionen ska finansiera projektet.", ["ska finansiera"]),
        ("sv", "Vi GARANTERAR plats och åtar oss resten.", ["åtar oss", "GARANTERAR"]),
        ("sv", "Parten har ensamrätt. Samarbetet är exklusivt.", ["ensamrätt", "exklusivt"]),
        ("sv", "Brevet förlängs med ett år om inte någon säger nej.", ["förlängs med ett år om inte"]),
        ("sv", "Avtalet förlängs automatiskt.", ["förlängs automatiskt"]),
        ("sv", "Brevet är inte rättsligt bindande. Parterna förbinder sig inte.", []),
        ("sv", "Varken regionen eller parten åtar sig något.", []),
        ("sv", "Parterna avser att samarbeta om vitesföreläggandets historia.", []),
        ("en", "The region shall contribute 100 in-kind hours.", ["shall contribute", "in-kind"]),
        ("en", "We undertake to pay a penalty.", ["undertake to", "penalty"]),
        (
            "en",
            "This letter renews automatically and grants exclusivity.",
            ["exclusivity", "renews automatically"],
        ),
        ("en", "It is not legally binding and does not guarantee anything.", []),
        ("en", "Neither party is bound by this letter.", []),
        ("en", "Further undertakings require new decisions.", []),
        (
            "nb",
            "Regionen forplikter seg til å delta og skal finansiere møtene.",
            ["forplikter seg", "skal finansiere"],
        ),
        ("nb", "Partene garanterer enerett.", ["garanterer", "enerett"]),
        ("nb", "Erklæringen er ikke bindende.", []),
        ("nb", "Vi har til hensikt å delta.", []),
    ],
)
def test_words_that_may_commit_are_found_unless_they_are_negated(
    language: str, text: str, words: list[str]
) -> None:
    found = [row.words for row in committing.in_text(language, text)]

    assert sorted(found) == sorted(words)


def test_the_same_words_are_told_once() -> None:
    assert len(committing.in_text("sv", "Vi garanterar. Vi Garanterar. Vi garanterar.")) == 1


@pytest.mark.django_db
def test_each_language_of_a_letter_is_read_by_its_own_signs(region: World) -> None:
    letter = actions.Letter(
        language="sv",
        body="<p>Regionen <strong>garanterar</strong> plats.</p>",
        second_language="en",
        second_body="<p>The region shall pay.</p>",
        second_purpose="Guarantees for all.",
    )

    found = committing.of(world.drafted(region, letter=letter))

    assert [(row.words, row.language) for row in found] == [
        ("garanterar", "svenska"),
        ("Guarantees", "engelska"),
        ("shall pay", "engelska"),
    ]


@pytest.mark.django_db
def test_an_autosave_warns_beside_the_letter_and_saves_all_the_same(region: World) -> None:
    decision = draft_today(region)
    posted = as_posted(decision, has_letter="on", letter_body="<p>Regionen garanterar plats.</p>")

    page = logged_in(region.officer).post(reverse("autosave", args=[decision.pk]), posted).content.decode()

    decision.refresh_from_db()
    assert 'id="letter-warnings" hx-swap-oob="true"' in page
    assert "”garanterar” (svenska): lovar ett resultat" in page
    assert decision.letter.body == "<p>Regionen garanterar plats.</p>"


@pytest.mark.django_db
def test_the_decider_reads_the_warning_and_may_sign(region: World) -> None:
    letter = actions.Letter(title="A", recipient_name="B", body="<p>Regionen garanterar plats.</p>")
    decision = submitted_today(region, letter=letter)

    page = logged_in(region.director).get(decision.get_absolute_url()).content.decode()

    assert "”garanterar” (svenska): lovar ett resultat" in page
    assert "Besluta och underteckna</button>" in page
