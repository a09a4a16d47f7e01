"""What the verdict panel says and how: the outcome first, then each check, then what could be done."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from decisions import panel_rows
from decisions.days import day_of
from decisions.form_names import choose, field_of
from decisions.models import Decision
from tests import world
from tests.decisions.pages import as_posted, draft_today, logged_in, submitted_today
from tests.world import World


def check(
    code: str, outcome: str, reason: str, *children: dict[str, Any], source: str = "N § 1"
) -> dict[str, Any]:
    return {"code": code, "outcome": outcome, "reason": reason, "source": source, "children": list(children)}


TREE = check(
    "conditions.met",
    "fail",
    "Villkoren i punkt 1.3 är inte uppfyllda. ”Värde” är besvarad med 9 kr.",
    check(
        "all",
        "fail",
        "Alla villkoren ska gälla: inte uppfyllt.",
        check("fact.amount", "fail", "”Värde” är besvarad med 9 kr."),
        check(
            "any",
            "unknown",
            "Minst ett av villkoren ska gälla: kan inte avgöras.",
            check("fact.budget", "unknown", "”Ryms det?” är inte besvarad."),
            check("not", "fail", "Villkoret får inte gälla.", check("fact.kind", "pass", "”Slag” är ”lån”.")),
        ),
    ),
)


def test_a_condition_is_shown_as_groups_in_groups_with_every_answer_in_words() -> None:
    (row,) = panel_rows.rows([TREE])

    (every,) = row.parts
    amount, either = every.parts
    budget, forbidden = either.parts
    (kind,) = forbidden.parts
    assert [(part.title, part.word) for part in (every, either, forbidden)] == [
        ("Alla ska gälla", "Inte uppfyllt"),
        ("Minst en ska gälla", "Okänt"),
        ("Får inte gälla", "Inte uppfyllt"),
    ]
    assert [(part.word, part.reason) for part in (amount, budget, kind)] == [
        ("Inte uppfyllt", "”Värde” är besvarad med 9 kr."),
        ("Okänt", "”Ryms det?” är inte besvarad."),
        ("Uppfyllt", "”Slag” är ”lån”."),
    ]


def test_the_picture_is_a_nested_list_with_a_shape_and_a_word_for_each_answer() -> None:
    html = render_to_string("decisions/parts/checks.html", {"rows": panel_rows.rows([TREE])})

    assert html.count("<ul") == html.count('role="list"') == 5
    assert html.count('<svg class="shape shape-fail"') == html.count("stroke-linecap") == 4
    assert html.count('<svg class="shape shape-unknown"') == html.count('fill="none"') == 2
    assert html.count('<svg class="shape shape-pass"') == html.count('r="7"') == 1
    assert html.count("<svg") == html.count('aria-hidden="true"') == 7


def test_checks_stand_in_their_order_and_what_waits_for_the_same_thing_is_told_once() -> None:
    waits = "Kan inte prövas utan en punkt som gäller."
    checks = [
        check("point.exists", "fail", "Punkt 9.9 finns inte."),
        check("point.covers_type", "unknown", waits),
        check("conditions.met", "unknown", waits, source="N § 2"),
        check("control.four_eyes", "fail", "Den som har skrivit utkastet får inte själv besluta."),
    ]

    rows = panel_rows.rows(checks)

    assert [(row.title, row.word, row.source) for row in rows] == [
        ("Punkten", "Hindrar", "N § 1"),
        ("Beslutstypen och villkor", "Okänt", "N § 1, N § 2"),
        ("Fyra ögon", "Hindrar", "N § 1"),
    ]


def test_conditions_that_must_all_hold_stand_in_one_group_and_give_their_reasons_there_alone() -> None:
    both = [check("fact.amount", "fail", "För mycket."), check("fact.years", "pass", "Tre år.")]

    (row,) = panel_rows.rows([check("conditions.met", "fail", "Villkoren brister. För mycket.", *both)])

    (group,) = row.parts
    assert (group.title, group.word) == ("Alla ska gälla", "Inte uppfyllt")
    assert [part.reason for part in group.parts] == ["För mycket.", "Tre år."]
    assert row.reason == "Villkoren brister."


def test_a_single_condition_has_no_group_around_it() -> None:
    (row,) = panel_rows.rows([check("conditions.met", "pass", "Ja.", check("fact.a", "pass", "Ett."))])

    assert [(part.reason, part.rule) for part in row.parts] == [("Ett.", "")]


@pytest.mark.parametrize(
    ("checks", "why"),
    [
        (
            [
                check("decider.authorised", "unknown", "Ej angivet."),
                check("conditions.met", "fail", "Villkoret brister."),
                check("board.not_reserved", "fail", "Nämnden avgör själv."),
            ],
            "Villkoret brister.",
        ),
        (
            [
                check("decider.authorised", "unknown", "Ej angivet."),
                check("caps.not_exceeded", "unknown", "Tak."),
            ],
            "Det som återstår: beslutsfattarens behörighet och beloppstak.",
        ),
    ],
)
def test_the_first_check_that_stops_is_the_deciding_reason(checks: list[dict[str, Any]], why: str) -> None:
    assert panel_rows.why_not(checks) == why


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ("point", "point"),
        ("decider", "decider"),
        ("facts.amount", "fact_amount"),
        ("facts.amount.rate", "fact_amount"),
        ("attested.urgent", "attest_urgent"),
        ("consulted.economy_manager", "consulted_position"),
        ("prior[3].facts.amount", ""),
        ("unit", ""),
    ],
)
def test_what_is_missing_leads_to_the_field_that_answers_it(missing: str, field: str) -> None:
    assert field_of(missing) == field


# --- the pages -----------------------------------------------------------------------------------------


def page_of(region: World, decision: Decision) -> str:
    answer = logged_in(region.officer).get(reverse("draft", args=[decision.pk]))
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.django_db
def test_a_draft_that_fits_says_who_decides_as_what_under_which_point(region: World) -> None:
    page = page_of(region, draft_today(region))

    assert "Ryms i delegationen" in page
    assert (
        "Director beslutar som ordinarie regional utvecklingsdirektör, "
        "enligt punkt 1.2 i version 2021:1 av delegationsordningen."
    ) in page
    assert "Beslutsfattaren svarar själv på frågan om jäv vid undertecknandet." in page


@pytest.mark.django_db
def test_a_draft_with_nothing_to_try_asks_for_type_or_point(region: World) -> None:
    page = page_of(region, draft_today(region, decision_type="", point=""))

    assert "Kan inte avgöras ännu" in page
    assert "Välj beslutstyp eller punkt, så prövas utkastet medan du skriver." in page


@pytest.mark.django_db
def test_an_unanswered_question_links_to_its_field(region: World) -> None:
    page = page_of(region, draft_today(region, facts={"commits_funds": False}))

    assert 'id="id_fact_amount"' in page
    assert (
        '<a href="#id_fact_amount">Sammanlagt värde utan mervärdesskatt, alla år och förlängningar</a>'
        in page
    )


@pytest.mark.django_db
def test_a_button_chooses_the_decider_and_keeps_all_that_was_typed(region: World) -> None:
    decision = draft_today(region, decider=None)
    typed = {"background": "<p>Nytt.</p>", "decider": "", "act": choose(decider="director")}

    answer = logged_in(region.officer).post(
        reverse("draft", args=[decision.pk]), as_posted(decision) | typed, follow=True
    )

    decision.refresh_from_db()
    assert (decision.decider, decision.background, decision.point) == (region.director, "<p>Nytt.</p>", "1.2")
    assert "Utkastet är sparat med punkt 1.2 och Director som beslutsfattare." in answer.content.decode()


@pytest.mark.django_db
def test_a_button_chooses_decider_and_point_at_once(region: World) -> None:
    decision = draft_today(region, point="", decider=None)
    typed = {"point": "", "decider": "", "act": choose(decider="deputy", point="1.2")}

    logged_in(region.officer).post(reverse("draft", args=[decision.pk]), as_posted(decision) | typed)

    decision.refresh_from_db()
    assert (decision.decider, decision.point, decision.facts) == (
        region.deputy,
        "1.2",
        {"commits_funds": False, "amount": 0},
    )


@pytest.mark.django_db
@pytest.mark.parametrize("act", [choose(decider="nobody"), choose(point="9.9")])
def test_a_choice_that_is_not_offered_is_refused_and_the_text_comes_back(region: World, act: str) -> None:
    decision = draft_today(region)
    typed = {"background": "<p>Mitt nya.</p>", "act": act}

    answer = logged_in(region.officer).post(reverse("draft", args=[decision.pk]), as_posted(decision) | typed)

    decision.refresh_from_db()
    assert answer.status_code == 422
    assert "Det går inte att välja" in answer.content.decode()
    assert "Mitt nya." in answer.content.decode()
    assert (decision.decider, decision.point) == (region.director, "1.2")


@pytest.mark.django_db
def test_handing_over_from_the_panel_saves_the_draft_and_asks_why(region: World) -> None:
    decision = draft_today(region)
    typed = {"background": "<p>Nytt.</p>", "act": "to_board"}

    answer = logged_in(region.officer).post(reverse("draft", args=[decision.pk]), as_posted(decision) | typed)

    decision.refresh_from_db()
    assert answer.headers["Location"] == f"{decision.get_absolute_url()}#hand_over-comment"
    assert (decision.background, decision.state) == ("<p>Nytt.</p>", "draft")
    assert (
        'id="hand_over-comment"'
        in logged_in(region.officer).get(decision.get_absolute_url()).content.decode()
    )


@pytest.mark.django_db
def test_a_point_left_open_asks_what_any_of_the_types_points_asks(region: World) -> None:
    decision = draft_today(region, point="", decision_type="cooperation_agreement", facts={})

    page = page_of(region, decision)

    assert "Ingen vald: visa punkter som kan passa" in page
    for name in ("commits_funds", "amount", "within_budget", "years"):
        assert f'id="id_fact_{name}"' in page
    assert 'id="id_fact_months"' not in page


@pytest.mark.django_db
def test_another_type_brings_other_questions_where_the_point_is_open(region: World) -> None:
    decision = draft_today(region, point="", facts={})
    posted = as_posted(decision, point="", decision_type="acting_appointment")

    answer = logged_in(region.officer).post(reverse("autosave", args=[decision.pk]), posted)

    assert 'id="id_fact_months"' in answer.content.decode()


@pytest.mark.django_db
def test_a_draft_is_not_sent_with_the_point_left_open(region: World) -> None:
    decision = draft_today(region, point="")

    answer = logged_in(region.officer).post(
        reverse("draft", args=[decision.pk]), as_posted(decision, point="", act="submit")
    )

    decision.refresh_from_db()
    assert (answer.status_code, decision.state) == (409, "draft")
    assert "Utkastet saknar punkt" in answer.content.decode()


@pytest.mark.django_db
def test_the_page_of_a_signed_decision_has_no_buttons_to_choose_with(region: World) -> None:
    decision = world.signed(region)

    page = logged_in(region.officer).get(decision.get_absolute_url()).content.decode()

    assert "Ryms i delegationen" in page
    assert 'form="draft"' not in page
    assert 'href="#id_' not in page


# --- what the engine offers ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_draft_that_does_not_fit_tells_the_one_change_that_would_do(region: World) -> None:
    page = page_of(region, draft_today(region, facts={"amount": 1, "commits_funds": False}))

    assert "Ryms inte i delegationen" in page
    assert (
        "Det skulle rymmas om ”Sammanlagt värde utan mervärdesskatt, alla år och förlängningar” "
        "vore högst 0 kr."
    ) in page


@pytest.mark.django_db
def test_whoever_may_decide_can_be_chosen_and_whoever_is_chosen_is_marked(region: World) -> None:
    world.away(region.director, day_of(timezone.now()))

    page = page_of(region, draft_today(region))

    assert page.count(">Vald<") == 1
    assert 'value="choose:deputy:">Välj Deputy</button>' in page
    assert (
        "biträdande regional utvecklingsdirektör, ersättare för regional utvecklingsdirektör, punkt 1.2"
    ) in page
    assert 'value="to_board">Överlämna till nämnden</button>' in page


@pytest.mark.django_db
def test_a_point_left_open_lists_the_points_and_buttons_that_choose_one(region: World) -> None:
    facts = {"commits_funds": False, "amount": 0, "within_budget": True, "years": 2}
    decision = draft_today(region, point="", decision_type="cooperation_agreement", facts=facts)

    page = page_of(region, decision)

    assert 'value="choose::1.2">Använd punkt 1.2</button>' in page
    assert 'value="choose::1.3">Använd punkt 1.3</button>' in page
    assert "Använd punkt 1.1" not in page
    assert 'value="choose:director:1.2">Välj Director och punkt 1.2</button>' in page


@pytest.mark.django_db
def test_the_decider_reads_who_may_decide_without_buttons(region: World) -> None:
    decision = submitted_today(region)

    page = logged_in(region.director).get(decision.get_absolute_url()).content.decode()

    assert "De som får besluta" in page
    assert 'form="draft"' not in page
