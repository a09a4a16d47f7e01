"""The order's pages as an editor and a reader meet them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import tracked
from accounts.models import Role, User
from delegation import editing, formats, orders, sheets
from delegation.editing import Adoption, Head
from delegation.models import Board, DelegationOrder, RulePoint
from tests import world
from tests.delegation.drafts import HEAD, POINT, client, copied, editor, latest, posted
from tests.world import ROOT, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> World:
    return world.build()


@pytest.fixture
def by(region: World) -> User:
    return editor(region)


@pytest.fixture
def draft(region: World, by: User) -> DelegationOrder:
    return copied(region, by)


def point_of(order: DelegationOrder, number: str) -> RulePoint:
    row: RulePoint = order.points.get(number=number)
    return row


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def as_shown(page: Any) -> dict[str, Any]:
    """What a browser posts when the point's form is sent as it is."""
    form, data = page.context["form"], {"revision": str(page.context["revision"]), "act": "save"}
    for part in [form.main, *(row for table in form.tables.values() for row in table.forms)]:
        for field in part:
            if (value := field.value()) not in (None, False, ""):
                data[field.html_name] = "on" if value is True else value
    return data | {f"{name}-rows": str(len(table.forms)) for name, table in form.tables.items()}


# --- the list and the versions -------------------------------------------------------------------------


def test_each_version_is_told_with_its_state(region: World, by: User, draft: DelegationOrder) -> None:
    page = client(region.officer).get(reverse("order_list"))

    assert [(line.row.version, line.state) for line in page.context["boards"][0].versions] == [
        ("2027:1", "utkast"),
        ("2021:1", "gäller i dag"),
        ("2020:1", "ersatt"),
    ]


def test_a_version_whose_days_are_over_is_not_called_replaced_until_another_has_begun(
    region: World, by: User
) -> None:
    today = timezone.localdate()
    limited = Adoption(today, "RUN § 1", today, today)
    order = editing.start_copy(by=by, source=latest(region), head=Head("Ordning", "X", today))
    editing.adopt(by=by, order=order, adoption=limited, shown=editing.fingerprint(order), today=today)

    page = client(region.officer).get(reverse("order_list"))

    assert [line.state for line in page.context["boards"][0].versions] == ["gäller i dag", "ersatt", "ersatt"]
    assert "Dagar utan gällande delegationsordning" in text_of(page)


@pytest.mark.parametrize(("who", "offered"), [("by", True), ("secretary", False)])
def test_a_new_version_is_offered_to_the_editor_alone(
    region: World, by: User, draft: DelegationOrder, who: str, offered: bool
) -> None:
    user = by if who == "by" else region.secretary

    listed = text_of(client(user).get(reverse("order_list")))
    read = text_of(client(user).get(reverse("order", args=["RUN", "2027:1"])))

    assert (reverse("order_new", args=["RUN"]) in listed) is offered
    assert (reverse("order_edit", args=[draft.pk]) in read) is offered
    assert "Nämnden har inte antagit den" in read


def test_a_version_named_with_a_slash_has_a_page(region: World, by: User) -> None:
    editing.start_empty(by=by, board=region.board, head=Head("Ordning", "2027/1", date(2027, 1, 1)))

    listed = text_of(client(region.officer).get(reverse("order_list")))
    page = client(region.officer).get(reverse("order", args=["RUN", "2027/1"]))

    assert reverse("order", args=["RUN", "2027/1"]) in listed
    assert "Utkastet har inga punkter än" in text_of(page)


# --- beginning -----------------------------------------------------------------------------------------


def test_a_draft_is_begun_as_a_copy(region: World, by: User) -> None:
    data = {
        "source": latest(region).pk,
        "title": "Ny ordning",
        "version": "2027:1",
        "valid_from": "2027-01-01",
    }

    answer = client(by).post(reverse("order_new", args=["RUN"]), data)

    order = DelegationOrder.objects.get(version="2027:1")
    assert answer.headers["Location"] == reverse("order_edit", args=[order.pk])
    assert (order.title, order.points.count()) == ("Ny ordning", 16)


def test_a_draft_is_begun_with_nothing_and_its_pages_say_so(region: World, by: User) -> None:
    data = {"source": "", "title": "Ny ordning", "version": "2027:1", "valid_from": "2027-01-01"}

    page = client(by).post(reverse("order_new", args=["RUN"]), data, follow=True)

    assert "Inga punkter än" in text_of(page)
    order = DelegationOrder.objects.get(version="2027:1")
    assert "Skriv den första" in text_of(client(by).get(reverse("order_adopt", args=[order.pk])))


def test_a_version_that_is_taken_is_told_at_its_field_and_what_was_written_stands(
    region: World, by: User
) -> None:
    data = {"source": "", "title": "Ny ordning", "version": "2021:1", "valid_from": "2027-01-01"}

    page = client(by).post(reverse("order_new", args=["RUN"]), data)

    assert page.status_code == 422
    assert page.context["form"].errors == {"version": ["Version 2021:1 finns redan. Ge den ett eget namn."]}
    assert 'value="Ny ordning"' in text_of(page)


def upload(by: User, name: str, content: bytes) -> Any:
    data = {"act": "file", "file": SimpleUploadedFile(name, content)}
    return client(by).post(reverse("order_new", args=["RUN"]), data)


def renamed() -> dict[str, Any]:
    """The order of 2021 as a file of another version."""
    data = orders.plain(formats.read_yaml(ROOT / "fixtures" / "orders" / "run-2021.yaml"))
    data["order"] |= {"version": "2027:1", "valid_from": "2027-01-01"}
    return data


@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
def test_a_draft_is_begun_from_a_file(region: World, by: User, kind: str) -> None:
    data = renamed()
    content = sheets.write(data) if kind == "xlsx" else orders.to_yaml(data).encode()

    answer = upload(by, f"ordning.{kind}", content)

    order = DelegationOrder.objects.get(version="2027:1")
    assert answer.headers["Location"] == reverse("order_edit", args=[order.pk])
    assert [point.as_plain() for point in order.points.all()] == data["points"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("ordning.yaml", b"format: [", "går inte att läsa som YAML"),
        ("ordning.yaml", b"\xff\xfe\x00", "filen är inte text"),
        ("ordning.xlsx", b"not a workbook", "ordning.xlsx"),
        ("ordning.yaml", b"format: delegation-order/1", "nyckeln points saknas"),
        ("ordning.yaml", b"x" * (2 * 1024 * 1024 + 1), "större än 2 MB"),
        ("ordning.xlsx", b"x" * (5 * 1024 * 1024 + 1), "större än 5 MB"),
    ],
)
def test_a_broken_file_is_told_and_nothing_is_kept(
    region: World, by: User, name: str, content: bytes, told: str
) -> None:
    page = upload(by, name, content)

    assert page.status_code == 422
    assert told in text_of(page)
    assert region.board.orders.count() == 2


# --- a point -------------------------------------------------------------------------------------------


def test_a_point_is_written_with_rows_of_every_kind(region: World, by: User, draft: DelegationOrder) -> None:
    data = posted(POINT) | {
        "after": point_of(draft, "1.1").pk,
        "delegates-0-when": "amount <= 50 000",
        "substitutes-rows": "2",
        "substitutes-0-position": "deputy_director",
        "substitutes-1-position": "lawyer",
        "ranked": "on",
        "conditions-rows": "3",
        "conditions-0-fact": "to_assembly",
        "conditions-0-test": "is",
        "conditions-0-value": "nej",
        "conditions-0-because": "Nämnden yttrar sig själv till fullmäktige",
        "conditions-1-fact": "years",
        "conditions-1-test": "at_most",
        "conditions-1-value": "3",
        "conditions-1-group": "A",
        "conditions-2-fact": "amount",
        "conditions-2-test": "below",
        "conditions-2-value": "10 000,50",
        "conditions-2-group": "A",
        "caps-rows": "1",
        "caps-0-fact": "amount",
        "caps-0-at_most": "500 000",
        "caps-0-per": "period",
        "caps-0-starts": "2027-01-01",
        "caps-0-ends": "2027-12-31",
        "caps-0-points": "9.1, 1.2",
        "consult-rows": "1",
        "consult-0-position": "lawyer",
        "legal_basis": "KL 6:37\n\nKL 7:5\n",
        "valid_to": "2027-06-30",
    }

    answer = client(by).post(reverse("point_new", args=[draft.pk]), data)

    row = point_of(draft, "9.1")
    assert answer.headers["Location"] == reverse("point_edit", args=[draft.pk, row.pk])
    assert row.as_plain() == {
        "number": "9.1",
        "title": "Yttranden i övrigt",
        "decision_types": ["statement"],
        "delegates": [
            {"position": "regional_development_director", "when": {"fact": "amount", "at_most": 50000}}
        ],
        "substitutes": ["deputy_director", "lawyer"],
        "ranked": True,
        "when": {
            "all": [
                {
                    "fact": "to_assembly",
                    "is": False,
                    "because": "Nämnden yttrar sig själv till fullmäktige",
                },
                {"any": [{"fact": "years", "at_most": 3}, {"fact": "amount", "below": "10000.50"}]},
            ]
        },
        "caps": [
            {
                "fact": "amount",
                "at_most": 500000,
                "per": {"from": "2027-01-01", "to": "2027-12-31"},
                "points": ["9.1", "1.2"],
            }
        ],
        "consult": ["lawyer"],
        "legal_basis": ["KL 6:37", "KL 7:5"],
        "valid_to": "2027-06-30",
        "reporting": "to_board",
        "appeal_route": "none",
    }
    assert list(draft.points.values_list("number", flat=True))[:3] == ["1.1", "9.1", "1.2"]


def test_a_saved_point_is_read_in_plain_swedish_beside_its_form(
    region: World, by: User, draft: DelegationOrder
) -> None:
    address = reverse("point_edit", args=[draft.pk, point_of(draft, "1.2").pk])
    data = as_shown(client(by).get(address)) | {"conditions-1-value": "75 000"}

    page = client(by).post(address, data, follow=True)

    told = page.context["told"].conditions[1]
    assert "högst 75\N{NO-BREAK SPACE}000" in told
    assert "Så läses punkten" in text_of(page)


FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({"number": ""}, "id_number", "Fyll i det här."),
    ({"number": "1.2"}, "id_number", "”1.2” finns redan. Varje punkt har ett eget nummer."),
    ({"delegates-0-position": ""}, "id_delegates-0-position", "Välj minst en som får besluta."),
    (
        {"delegates-0-position": "king"},
        "id_delegates-0-position",
        "Det går inte att välja. Välj något i listan.",
    ),
    ({"delegates-0-when": "colour = red"}, "id_delegates-0-when", "Frågan ”colour” finns inte."),
    ({"decision_types": []}, "id_decision_types", "Fyll i det här."),
    (
        {"reporting": "none", "appeal_route": "legality_review"},
        "id_reporting",
        "Beslut som kan överklagas anmäls inte.",
    ),
    (
        {"valid_from": "2027-05-01", "valid_to": "2027-04-01"},
        "id_valid_to",
        "”2027-04-01” ligger före första dagen.",
    ),
    ({"expression": "years <= 1,5"}, "id_expression", "Skriv ett heltal"),
    (
        {
            "conditions-rows": "1",
            "conditions-0-fact": "years",
            "conditions-0-test": "at_most",
            "conditions-0-value": "x",
        },
        "id_conditions-0-value",
        "”x”",
    ),
    (
        {
            "conditions-rows": "1",
            "conditions-0-fact": "commits_funds",
            "conditions-0-test": "in",
            "conditions-0-value": "ja",
        },
        "id_conditions-0-test",
        "Det passar inte ett svar av slaget ja/nej. Välj är, är inte.",
    ),
    ({"conditions-rows": "1", "conditions-0-fact": "years"}, "id_conditions-0-test", "Fyll i det här."),
    (
        {
            "caps-rows": "1",
            "caps-0-fact": "amount",
            "caps-0-at_most": "5",
            "caps-0-per": "none",
            "caps-0-points": "77",
        },
        "id_caps-0-points",
        "Punkt ”77” finns inte.",
    ),
    (
        {"caps-rows": "1", "caps-0-fact": "amount", "caps-0-at_most": "5", "caps-0-per": "period"},
        "id_caps-0-starts",
        "Ange dagen.",
    ),
]


@pytest.mark.parametrize(("changes", "anchor", "told"), FAULTS)
def test_a_fault_is_told_at_its_field_and_what_was_written_stands(
    region: World, by: User, draft: DelegationOrder, changes: dict[str, Any], anchor: str, told: str
) -> None:
    data = posted(POINT, title="Så här skrev jag", **changes)

    page = client(by).post(reverse("point_new", args=[draft.pk]), data)

    assert page.status_code == 422
    found = [
        row
        for row in page.context["complaints"]
        if row.anchor == anchor or row.anchor.startswith(f"{anchor}_")
    ]
    assert any(told in row.text for row in found), page.context["complaints"]
    assert 'value="Så här skrev jag"' in text_of(page)
    assert f'href="#{anchor}' in text_of(page)
    assert draft.points.count() == 16


def test_rows_and_text_for_the_same_condition_are_not_guessed_between(
    region: World, by: User, draft: DelegationOrder
) -> None:
    row = {
        "conditions-rows": "1",
        "conditions-0-fact": "years",
        "conditions-0-test": "at_most",
        "conditions-0-value": "3",
    }

    page = client(by).post(
        reverse("point_new", args=[draft.pk]), posted(POINT, **row, expression="years <= 4")
    )

    assert [row.text for row in page.context["complaints"]] == [
        "Skriv villkoret som rader eller som text. Töm det ena."
    ]


def test_a_row_is_added_without_a_script_and_nothing_is_saved_or_lost(
    region: World, by: User, draft: DelegationOrder
) -> None:
    address = reverse("point_edit", args=[draft.pk, point_of(draft, "1.2").pk])
    data = as_shown(client(by).get(address)) | {"act": "add:conditions", "title": "Halvskrivet"}

    page = client(by).post(address, data)

    assert page.status_code == 200
    assert len(page.context["form"].tables["conditions"].forms) == 4
    assert page.context["complaints"] == []
    assert 'value="Halvskrivet"' in text_of(page)
    assert point_of(draft, "1.2").title == "Avsiktsförklaringar och samverkansavtal utan ekonomiskt åtagande"


def test_the_second_of_two_editors_keeps_what_they_wrote(
    region: World, by: User, draft: DelegationOrder
) -> None:
    address = reverse("point_edit", args=[draft.pk, point_of(draft, "1.2").pk])
    data = as_shown(client(by).get(address))
    client(editor(region, "other")).post(address, data | {"title": "Den första"})

    page = client(by).post(address, data | {"title": "Den andra"})

    assert page.status_code == 409
    assert "har ändrats sedan du öppnade sidan" in text_of(page)
    assert 'value="Den andra"' in text_of(page)
    assert point_of(draft, "1.2").title == "Den första"


def test_a_point_is_moved_and_removed(region: World, by: User, draft: DelegationOrder) -> None:
    first, second = point_of(draft, "1.1"), point_of(draft, "1.2")

    for act, row in (("down", first), ("up", first), ("up", second), ("up", second)):
        client(by).post(reverse("point_move", args=[draft.pk, row.pk]), {"act": act})
    address = reverse("point_edit", args=[draft.pk, first.pk])
    answer = client(by).post(address, as_shown(client(by).get(address)) | {"act": "remove"})

    assert answer.headers["Location"] == reverse("order_edit", args=[draft.pk])
    assert list(draft.points.values_list("number", flat=True))[:2] == ["1.2", "1.3"]


def test_a_point_that_a_cap_counts_is_not_removed(region: World, by: User, draft: DelegationOrder) -> None:
    cap = {"fact": "amount", "at_most": 5, "per": "none", "points": ["9.1", "1.1"]}
    editing.add_point(by=by, order=draft, content=POINT | {"caps": [cap]}, after=point_of(draft, "5.3").pk)
    address = reverse("point_edit", args=[draft.pk, point_of(draft, "1.1").pk])

    page = client(by).post(address, as_shown(client(by).get(address)) | {"act": "remove"})

    assert page.status_code == 422
    assert "En annan punkt, 9.1: Punkt ”1.1” finns inte" in text_of(page)
    assert draft.points.filter(number="1.1").exists()


# --- words and head ------------------------------------------------------------------------------------


def test_a_position_is_added_with_a_key_of_its_own(region: World, by: User, draft: DelegationOrder) -> None:
    address = reverse("order_words", args=[draft.pk, "befattningar"])
    page = client(by).get(address)
    rows = page.context["rows"].forms
    data = {
        field.html_name: "on" if field.value() is True else field.value()
        for form in rows
        for field in form
        if field.value() not in (None, False)
    }
    last = len(rows) - 1
    data |= {"befattningar-rows": str(len(rows)), "revision": str(page.context["revision"])}
    data |= {f"befattningar-{last}-title": "Förste jurist", f"befattningar-{last}-superior": "lawyer"}

    answer = client(by).post(address, data)

    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.vocabulary["positions"]["forste_jurist"] == {"title": "Förste jurist", "superior": "lawyer"}


def test_a_question_that_a_point_asks_is_not_taken_away(
    region: World, by: User, draft: DelegationOrder
) -> None:
    address = reverse("order_words", args=[draft.pk, "fragor"])
    data = {"fragor-rows": "1", "revision": str(tracked.revision(draft))}

    page = client(by).post(address, data)

    assert page.status_code == 422
    assert "Punkt 1.1: Frågan ”to_assembly” finns inte bland frågorna" in text_of(page)


def test_the_head_is_changed_and_its_faults_are_told(region: World, by: User, draft: DelegationOrder) -> None:
    address = reverse("order_head", args=[draft.pk])
    data = {
        "revision": str(tracked.revision(draft)),
        "title": "Ny rubrik",
        "version": "2027:1",
        "valid_from": "2027-02-01",
        "valid_to": "",
        "preamble": "Inledning.",
        "general_provisions": "Första stycket.\n\nAndra stycket\npå två rader.",
        "superiors": "when_absent",
    }

    wrong = client(by).post(address, data | {"valid_to": "2027-01-01"})
    client(by).post(address, data)

    assert wrong.context["form"].errors == {
        "valid_to": ["”2027-01-01” ligger före första dagen. Byt dagarna."]
    }
    draft.refresh_from_db()
    assert (draft.title, draft.valid_from) == ("Ny rubrik", date(2027, 2, 1))
    assert draft.vocabulary["general_provisions"] == ["Första stycket.", "Andra stycket\npå två rader."]
    assert (draft.vocabulary["superiors"], "ranked" in draft.vocabulary) == ("when_absent", False)


def test_an_unknown_table_of_words_is_not_found(by: User, draft: DelegationOrder) -> None:
    assert client(by).get(reverse("order_words", args=[draft.pk, "annat"])).status_code == 404


# --- adopting ------------------------------------------------------------------------------------------


def adoption(page: Any, **changes: str) -> dict[str, str]:
    return {
        "shown": page.context["form"]["shown"].value(),
        "adopted_on": timezone.localdate().isoformat(),
        "adopted_in": "RUN § 99/2026",
        "valid_from": "2999-01-01",
    } | changes


def test_a_draft_is_adopted_and_its_page_says_where(region: World, by: User, draft: DelegationOrder) -> None:
    address = reverse("order_adopt", args=[draft.pk])

    page = client(by).post(address, adoption(client(by).get(address)), follow=True)

    assert "(RUN § 99/2026)" in text_of(page)
    assert "Redigera utkastet" not in text_of(page)
    draft.refresh_from_db()
    assert draft.state == "adopted"
    assert client(by).get(address).headers["Location"] == reverse("order", args=["RUN", "2027:1"])


def test_an_empty_paragraph_and_a_word_for_none_are_refused(by: User, draft: DelegationOrder) -> None:
    address = reverse("order_adopt", args=[draft.pk])
    data = adoption(client(by).get(address))

    for text in ("", "utkast"):
        page = client(by).post(address, data | {"adopted_in": text})
        assert (page.status_code, list(page.context["form"].errors)) == (422, ["adopted_in"])

    draft.refresh_from_db()
    assert draft.state == "draft"


def test_faults_ask_for_a_reason_before_the_version_is_adopted(
    region: World, by: User, draft: DelegationOrder
) -> None:
    never = {"all": [{"fact": "amount", "at_least": 10}, {"fact": "amount", "below": 10}]}
    editing.add_point(by=by, order=draft, content=POINT | {"when": never}, after=None)
    address = reverse("order_adopt", args=[draft.pk])
    shown = client(by).get(address)
    assert "Anta ändå" in text_of(shown)

    without = client(by).post(address, adoption(shown))
    page = client(by).post(address, adoption(shown, despite="Nämnden vill det"), follow=True)

    assert list(without.context["form"].errors) == ["despite"]
    assert "Antagen trots fel: Nämnden vill det" in text_of(page)


def test_a_gap_is_told_before_the_version_is_adopted(region: World, by: User) -> None:
    today = timezone.localdate()
    ends = editing.start_copy(by=by, source=latest(region), head=Head("Ordning", "X", today, today))
    editing.adopt(
        by=by,
        order=ends,
        adoption=Adoption(today, "RUN § 1", today, today),
        shown=editing.fingerprint(ends),
        today=today,
    )
    later = editing.start_copy(by=by, source=latest(region), head=Head("Ordning", "Y", date(2998, 1, 1)))

    page = text_of(client(by).get(reverse("order_adopt", args=[later.pk])))

    assert "Dagar utan gällande delegationsordning" in page
    assert "till och med 2997-12-31" in page


def test_an_adopted_version_gets_no_more_acts(region: World, by: User, draft: DelegationOrder) -> None:
    point = point_of(draft, "1.2")
    address = reverse("point_edit", args=[draft.pk, point.pk])
    data = as_shown(client(by).get(address))
    today = timezone.localdate()
    editing.adopt(
        by=by,
        order=draft,
        adoption=Adoption(today, "RUN § 99", date(2999, 1, 1)),
        shown=editing.fingerprint(draft),
        today=today,
    )

    page = client(by).post(address, data | {"title": "För sent"})
    gone = client(by).post(reverse("order_delete", args=[draft.pk]))

    assert (page.status_code, gone.status_code) == (403, 403)
    assert "en antagen version ändras aldrig" in text_of(page)
    assert 'value="För sent"' in text_of(page)


def test_a_draft_is_given_up(region: World, by: User, draft: DelegationOrder) -> None:
    client(by).post(reverse("order_delete", args=[draft.pk]))

    assert region.board.orders.count() == 2


@pytest.mark.parametrize("name", ["order_delete", "point_move"])
def test_who_reloads_a_refused_act_gets_the_draft(by: User, draft: DelegationOrder, name: str) -> None:
    args = [draft.pk] if name == "order_delete" else [draft.pk, point_of(draft, "1.1").pk]

    answer = client(by).get(reverse(name, args=args))

    assert answer.headers["Location"] == reverse("order_edit", args=[draft.pk])


# --- files and comparisons -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
def test_a_version_comes_out_as_a_file_that_says_the_same(region: World, kind: str) -> None:
    row = latest(region)

    answer = client(region.officer).get(reverse("order_file", args=[row.pk, kind]))

    assert (
        answer.headers["Content-Disposition"]
        == f'attachment; filename="delegationsordning-RUN-2021-1.{kind}"'
    )
    source = (
        sheets.read(answer.content, "f.xlsx")
        if kind == "xlsx"
        else formats.parse_yaml(text_of(answer), "f.yaml")
    )
    assert orders.plain(source) == row.as_plain()


def test_the_template_is_a_workbook_that_reads(region: World) -> None:
    answer = client(region.officer).get(reverse("order_template"))

    assert orders.build(sheets.read(answer.content, "mall.xlsx")).points


def test_a_file_of_another_kind_is_not_found(region: World) -> None:
    assert (
        client(region.officer).get(reverse("order_file", args=[latest(region).pk, "exe"])).status_code == 404
    )


def test_the_latest_two_versions_are_compared_point_by_point(region: World) -> None:
    page = client(region.officer).get(reverse("order_diff", args=["RUN"]))

    assert (page.context["old"].version, page.context["new"].version) == ("2020:1", "2021:1")
    told = {(change.old, change.new): word for word, change in page.context["points"]}
    assert told["2.1", "2.1"] == "ändrad"
    assert told["2.3", "2.4"] == "nytt nummer"
    assert told[None, "2.3"] == "tillagd"


def test_any_two_versions_can_be_compared_and_a_draft_has_no_adoption(
    region: World, draft: DelegationOrder
) -> None:
    old = region.board.orders.get(version="2020:1")

    page = client(region.officer).get(reverse("order_diff", args=["RUN"]), {"fran": old.pk, "till": draft.pk})

    assert (page.context["old"], page.context["new"]) == (old, draft)
    assert {row.key for row in page.context["words"]} & {"order.adopted_on", "order.adopted_in"} == set()


@pytest.mark.parametrize("asked", [{}, {"fran": "x", "till": "y"}, {"fran": "0"}])
def test_a_board_with_one_version_has_nothing_to_compare(
    region: World, by: User, asked: dict[str, str]
) -> None:
    other = Board.objects.create(organisation=region.board.organisation, code="KUN", name="Kulturnämnden")
    user = world.person("kultur", other, Role.ORDER_EDITOR)
    editing.start_empty(by=user, board=other, head=HEAD)

    page = client(user).get(reverse("order_diff", args=["KUN"]), asked)

    assert "ännu inte två versioner" in text_of(page)


# --- bounds --------------------------------------------------------------------------------------------

PAGES = {
    # address: how many questions it puts to the database, logging in included
    "order_edit": 16,
    "order_adopt": 14,
    "point_edit": 12,
    "order_head": 12,
    "order_diff": 12,
}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_asks_more_of_the_database_than_it_needs(
    region: World,
    by: User,
    draft: DelegationOrder,
    name: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    args: dict[str, list[Any]] = {
        "point_edit": [draft.pk, point_of(draft, "1.2").pk],
        "order_diff": ["RUN"],
    }
    browser: Client = client(by)

    with django_assert_max_num_queries(PAGES[name]):
        browser.get(reverse(name, args=args.get(name, [draft.pk])))
