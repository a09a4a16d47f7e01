"""The board's clauses: a closed set of placeholders, versions that stay, and who keeps the list."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.models import Role
from decisions import actions, placeholders
from decisions.models import Event, LetterClause
from delegation.models import Board
from tests import world
from tests.decisions.pages import logged_in
from tests.world import NOW, World

TEXT = "{motpart} och {organisation} är inte bundna."


def clause(region: World, text: str = TEXT, language: str = "sv") -> LetterClause:
    return actions.add_clause(
        by=region.secretary, board=region.board, language=language, title="Inte bindande", text=text, now=NOW
    )


# --- placeholders --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Inget att fylla i.",
        TEXT,
        "Ärende {ärende} hos {nämnd}, till och med {slutdag}.",
        "{motpart}{motpart}",
    ],
)
def test_a_text_with_known_placeholders_is_in_order(text: str) -> None:
    assert placeholders.faults(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{motparten}", "{motparten} är inget som Delegat kan fylla i"),
        ("{Motpart}", "{Motpart} är inget"),
        ("{ motpart }", "{ motpart } är inget"),
        ("{}", "{} är inget"),
        ("{motpart.name}", "{motpart.name} är inget"),
        ("{motpart!r:>99}", "är inget som Delegat kan fylla i"),
        ("{motpart", "en klammer utan par"),
        ("motpart}", "en klammer utan par"),
        ("{{motpart}}", "en klammer utan par"),
    ],
)
def test_any_other_brace_is_told(text: str, words: str) -> None:
    (fault,) = placeholders.faults(text)

    assert words in fault
    assert "{motpart}, {organisation}, {nämnd}, {ärende}, {slutdag}" in fault


def test_what_is_filled_in_is_never_read_as_a_placeholder_itself() -> None:
    filled = placeholders.filled("{motpart} i {ärende}", {"motpart": "{ärende}", "ärende": "RUN/1/2020"})

    assert filled == "{ärende} i RUN/1/2020"


# --- the acts ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_clause_with_an_unknown_placeholder_is_refused_and_nothing_is_saved(region: World) -> None:
    with pytest.raises(actions.Refused, match=r"\{belopp\} är inget som Delegat kan fylla i"):
        clause(region, "Högst {belopp} kronor.")

    assert not LetterClause.objects.exists()


@pytest.mark.django_db
def test_a_change_is_a_new_version_and_the_letter_that_holds_the_old_one_keeps_it(region: World) -> None:
    old = clause(region)
    decision = world.drafted(region, letter=actions.Letter(title="A", clauses=(old.pk,)))

    new = actions.change_clause(by=region.secretary, clause=old, title="Ej bindande", text="Ny.", now=NOW)

    old.refresh_from_db()
    assert (new.number, new.version, new.language) == (old.number, 2, "sv")
    assert (old.text, old.is_current, new.is_current) == (TEXT, False, True)
    assert list(decision.letter.clauses.all()) == [old]
    verbs = Event.objects.filter(verb__startswith="clause.").values_list("verb", flat=True)
    assert list(verbs) == ["clause.added", "clause.changed"]


@pytest.mark.django_db
def test_a_clause_that_is_saved_unchanged_gets_no_new_version(region: World) -> None:
    old = clause(region)

    same = actions.change_clause(by=region.secretary, clause=old, title=old.title, text=old.text, now=NOW)

    assert same == old
    assert LetterClause.objects.count() == 1


@pytest.mark.django_db
def test_a_retired_clause_is_not_chosen_anew_nor_changed(region: World) -> None:
    old = clause(region)
    actions.retire_clause(by=region.secretary, clause=old, now=NOW)

    with pytest.raises(actions.Refused, match="avslutad eller har fått en ny version"):
        world.drafted(region, letter=actions.Letter(title="A", clauses=(old.pk,)))
    with pytest.raises(actions.NotAllowed, match="avslutad eller har fått en ny version"):
        actions.change_clause(by=region.secretary, clause=old, title="B", text="C", now=NOW)


@pytest.mark.django_db
def test_another_boards_clause_is_not_chosen(region: World) -> None:
    other = Board.objects.create(organisation=region.board.organisation, code="KUN", name="Kulturnämnden")
    secretary = world.person("kun", other, Role.SECRETARY)
    theirs = actions.add_clause(by=secretary, board=other, language="sv", title="A", text="B", now=NOW)

    with pytest.raises(actions.Refused, match="Inget är sparat"):
        world.drafted(region, letter=actions.Letter(title="A", clauses=(theirs.pk,)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE decisions_letterclause SET text = 'x'",
        "DELETE FROM decisions_letterclause",
        "UPDATE decisions_letterclause SET retired_at = NULL, retired_by_id = NULL WHERE version = 1",
        "INSERT INTO decisions_letterclause (board_id, number, version, language, title, text, added_at, "
        "added_by_id) SELECT board_id, number, 9, language, title, text, added_at, added_by_id "
        "FROM decisions_letterclause WHERE version = 2",
    ],
)
def test_the_database_keeps_a_clauses_words_and_its_one_current_version(region: World, sql: str) -> None:
    actions.change_clause(by=region.secretary, clause=clause(region), title="B", text="C", now=NOW)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


# --- the pages -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_secretary_adds_changes_and_retires_and_all_read_the_list(region: World) -> None:
    client, listed = logged_in(region.secretary), reverse("clauses", args=["RUN"])

    posted = {"language": "en", "title": "Not binding", "text": "{motpart} is not bound."}
    assert client.post(reverse("clause_new", args=["RUN"]), posted).status_code == 302
    first = LetterClause.objects.get()
    changed = {"title": "Not binding", "text": "{motpart} is free."}
    assert client.post(reverse("clause_edit", args=[first.pk]), changed).status_code == 302
    page = logged_in(region.officer).get(listed).content.decode()
    second = LetterClause.objects.get(version=2)
    assert client.post(reverse("clause_retire", args=[second.pk])).status_code == 302

    assert "{motpart} is free." in page
    assert "Äldre versioner och avslutade klausuler (1)" in page
    assert 'lang="en"' in page
    assert "Ny klausul" not in page
    assert not LetterClause.objects.current().exists()


@pytest.mark.django_db
def test_an_unknown_placeholder_is_told_in_the_form_and_the_text_stands(region: World) -> None:
    client = logged_in(region.secretary)

    answer = client.post(
        reverse("clause_new", args=["RUN"]), {"language": "sv", "title": "A", "text": "Högst {belopp} kr."}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "{belopp} är inget som Delegat kan fylla i" in page
    assert "Högst {belopp} kr.</textarea>" in page


@pytest.mark.django_db
def test_another_boards_list_is_not_found(region: World) -> None:
    found = clause(region)
    other = Board.objects.create(organisation=region.board.organisation, code="KUN", name="Kulturnämnden")
    client = logged_in(world.person("kun", other, Role.SECRETARY))

    for address in (
        reverse("clauses", args=["RUN"]),
        reverse("clause_new", args=["RUN"]),
        reverse("clause_edit", args=[found.pk]),
        reverse("clause_retire", args=[found.pk]),
    ):
        assert (address, client.get(address).status_code) == (address, 404)
