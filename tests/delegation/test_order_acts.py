"""The life of a draft through its acts: what each does, and what each refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts import tracked
from accounts.models import User
from accounts.permissions import NotAllowed, Refused
from delegation import authority, editing, formats, importing, orders, review
from delegation.editing import Adoption, Faulty, Head, Stale
from delegation.models import DelegationOrder, OrderState, Position, RulePoint
from delegation.order_log import changes
from tests import world
from tests.delegation.drafts import ADOPTION, HEAD, POINT, TODAY, copied, editor, latest
from tests.world import ROOT, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> World:
    return world.build()


@pytest.fixture
def by(region: World) -> User:
    return editor(region)


def point_of(order: DelegationOrder, number: str) -> RulePoint:
    row: RulePoint = order.points.get(number=number)
    return row


def numbers(order: DelegationOrder) -> list[str]:
    return list(order.points.order_by("place").values_list("number", flat=True))


def adopt(by: User, order: DelegationOrder, **given: Any) -> DelegationOrder:
    values: dict[str, Any] = {
        "adoption": ADOPTION,
        "shown": editing.fingerprint(order),
        "today": TODAY,
    } | given
    return editing.adopt(by=by, order=order, **values)


# --- beginning -----------------------------------------------------------------------------------------


def test_an_empty_draft_has_its_head_and_nothing_else(region: World, by: User) -> None:
    order = editing.start_empty(by=by, board=region.board, head=HEAD)

    assert (order.state, order.version, order.valid_from) == ("draft", "2027:1", date(2027, 1, 1))
    assert (order.adopted_on, order.adopted_in, numbers(order)) == (None, "", [])
    assert order.vocabulary == {
        "board": {"code": "RUN", "name": "Regionala utvecklingsnämnden", "organisation": "Region Exempel"},
        "positions": {},
    }


def test_a_copy_remembers_what_each_point_was_called_in_every_version(region: World, by: User) -> None:
    order = copied(region, by)

    assert len(numbers(order)) == 16
    assert point_of(order, "1.2").rule["formerly"] == ["2020:1/1.2", "2021:1/1.2"]
    # Point 2.3 of 2021 is another matter than 2.3 of 2020, which became 2.4; the copy keeps what 2.4 said.
    assert point_of(order, "2.4").rule["formerly"][-1] == "2021:1/2.4"


def test_a_copy_of_a_draft_adds_no_number_that_nobody_has_decided_under(region: World, by: User) -> None:
    first = copied(region, by)

    second = editing.start_copy(
        by=by, source=first, head=Head("Delegationsordning", "2028:1", date(2028, 1, 1))
    )

    assert point_of(second, "1.2").rule["formerly"] == ["2020:1/1.2", "2021:1/1.2"]


def test_a_file_becomes_a_draft_that_says_nothing_of_where_it_was_adopted(region: World, by: User) -> None:
    text = (ROOT / "fixtures/orders/run-2021.yaml").read_text("utf-8")
    text = text.replace('version: "2021:1"', 'version: "2027:1"').replace("2021-01-01", "2027-01-01", 1)

    order = editing.start_from_file(by=by, board=region.board, source=formats.parse_yaml(text, "f.yaml"))

    assert (order.state, order.adopted_on, order.adopted_in) == ("draft", None, "")
    assert numbers(order) == numbers(latest(region))


def test_a_file_of_another_board_is_refused(region: World, by: User) -> None:
    source = formats.read_yaml(ROOT / "fixtures/orders/kun-2026.yaml")

    with pytest.raises(formats.FormatError, match="filen gäller nämnden KUN"):
        editing.start_from_file(by=by, board=region.board, source=source)


@pytest.mark.parametrize(
    ("head", "path"),
    [
        (Head("Ordning", "2021:1", date(2027, 1, 1)), ("order", "version")),
        (Head("Ordning", "2027:1", date(2021, 1, 1)), ("order", "valid_from")),
        (Head("Ordning", "2027:1", date(2027, 1, 1), date(2026, 12, 31)), ("order", "valid_to")),
        (Head("", "2027:1", date(2027, 1, 1)), ("order", "title")),
    ],
)
def test_a_head_that_does_not_fit_the_board_names_its_field(
    region: World, by: User, head: Head, path: tuple[str, str]
) -> None:
    with pytest.raises(Faulty) as refused:
        editing.start_empty(by=by, board=region.board, head=head)

    assert [fault.path for fault in refused.value.faults] == [path]
    assert region.board.orders.count() == 2


# --- who, and whether it is a draft --------------------------------------------------------------------

Act = Callable[[User, DelegationOrder], object]
ACTS: dict[str, Act] = {
    "head": lambda by, row: editing.change_head(by=by, order=row, head=HEAD, revision=tracked.revision(row)),
    "words": lambda by, row: editing.change_words(
        by=by, order=row, words={"includes": []}, revision=tracked.revision(row), what="Följer med"
    ),
    "add": lambda by, row: editing.add_point(by=by, order=row, content=POINT, after=None),
    "change": lambda by, row: editing.change_point(
        by=by,
        point=point_of(row, "1.2"),
        content=point_of(row, "1.2").as_plain() | {"title": "Annat"},
        after=None,
        revision=tracked.revision(point_of(row, "1.2")),
    ),
    "move": lambda by, row: editing.move_point(by=by, point=point_of(row, "1.2"), after=None),
    "remove": lambda by, row: editing.remove_point(
        by=by, point=point_of(row, "1.2"), revision=tracked.revision(point_of(row, "1.2"))
    ),
    "delete": lambda by, row: editing.delete_draft(by=by, order=row),
    "adopt": adopt,
}


@pytest.mark.parametrize("act", ACTS)
def test_only_the_editor_acts_on_a_draft(region: World, by: User, act: str) -> None:
    order = copied(region, by)

    for other in (region.secretary, region.officer, region.director, region.registrar):
        with pytest.raises(NotAllowed, match="redaktör för delegationsordningen"):
            ACTS[act](other, order)

    ACTS[act](by, order)


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_done_to_an_adopted_version(region: World, by: User, act: str) -> None:
    before = latest(region).as_plain()

    with pytest.raises(NotAllowed, match="en antagen version ändras aldrig"):
        ACTS[act](by, latest(region))

    assert latest(region).as_plain() == before


# --- writing -------------------------------------------------------------------------------------------


def test_each_change_is_in_the_log_with_who_did_it(region: World, by: User) -> None:
    order = copied(region, by)
    editing.change_words(
        by=by,
        order=order,
        words={"includes": ["statement"]},
        revision=tracked.revision(order),
        what="Följer med",
    )
    row = editing.add_point(by=by, order=order, content=POINT, after=point_of(order, "5.3").pk)
    editing.remove_point(by=by, point=row, revision=tracked.revision(row))

    told = changes(order, 3)

    assert [change.what for change in told] == [
        "Punkt 9.1 borttagen",
        "Punkt 9.1 tillagd",
        "Följer med: ändringar",
    ]
    assert {change.who for change in told} == {"Editor"}


def test_a_point_that_does_not_fit_the_order_is_not_saved_and_says_where(region: World, by: User) -> None:
    order = copied(region, by)
    content = POINT | {
        "number": "1.2",
        "decision_types": ["statement", "knighthood"],
        "delegates": ["king"],
        "when": {"all": [{"fact": "months", "at_most": "1.5"}, {"fact": "colour", "is": "red"}]},
    }

    with pytest.raises(Faulty) as refused:
        editing.add_point(by=by, order=order, content=content, after=None)

    assert refused.value.at == ("points", 16)
    assert {fault.path[2:] for fault in refused.value.faults} == {
        ("number",),
        ("decision_types", 1),
        ("delegates", 0),
        ("when", "all", 0, "at_most"),
        ("when", "all", 1, "fact"),
    }
    assert len(numbers(order)) == 16


def test_what_other_points_stand_on_is_not_taken_away(region: World, by: User) -> None:
    order = copied(region, by)
    positions = {key: row for key, row in order.vocabulary["positions"].items() if key != "economy_manager"}

    with pytest.raises(Faulty) as refused:
        editing.change_words(
            by=by, order=order, words={"positions": positions}, revision=tracked.revision(order), what="x"
        )

    assert {fault.path[:2] for fault in refused.value.faults} == {("points", 2), ("points", 8)}
    order.refresh_from_db()
    assert "economy_manager" in order.vocabulary["positions"]


@pytest.mark.parametrize(
    ("moved", "after", "expected"),
    [
        ("1.3", None, ["1.3", "1.1", "1.2", "1.4"]),
        ("1.1", "1.3", ["1.2", "1.3", "1.1", "1.4"]),
        ("1.1", "1.4", ["1.2", "1.3", "1.4", "1.1"]),
        ("1.4", "1.1", ["1.1", "1.4", "1.2", "1.3"]),
        ("1.2", "1.1", ["1.1", "1.2", "1.3", "1.4"]),
    ],
)
def test_a_point_is_moved_to_stand_after_another(
    region: World, by: User, moved: str, after: str | None, expected: list[str]
) -> None:
    order = copied(region, by)
    for number in numbers(order)[4:]:
        row = point_of(order, number)
        editing.remove_point(by=by, point=row, revision=tracked.revision(row))

    editing.move_point(
        by=by, point=point_of(order, moved), after=point_of(order, after).pk if after else None
    )

    assert numbers(order) == expected


# --- two editors ---------------------------------------------------------------------------------------


def test_who_saves_what_another_has_changed_is_told_and_overwrites_nothing(region: World, by: User) -> None:
    order = copied(region, by)
    row, shown = point_of(order, "1.2"), tracked.revision(point_of(order, "1.2"))
    first = row.as_plain() | {"title": "Den första"}
    editing.change_point(by=by, point=row, content=first, after=point_of(order, "1.1").pk, revision=shown)

    with pytest.raises(Stale):
        editing.change_point(
            by=editor(region, "other"),
            point=row,
            content=first | {"title": "Den andra"},
            after=None,
            revision=shown,
        )

    assert point_of(order, "1.2").title == "Den första"


def test_two_editors_who_write_different_points_do_not_meet(region: World, by: User) -> None:
    order = copied(region, by)
    shown = {number: tracked.revision(point_of(order, number)) for number in ("1.2", "1.3")}

    for number in ("1.2", "1.3"):
        row = point_of(order, number)
        editing.change_point(
            by=by,
            point=row,
            content=row.as_plain() | {"title": f"Ny {number}"},
            after=point_of(order, "1.1" if number == "1.2" else "1.2").pk,
            revision=shown[number],
        )

    assert (point_of(order, "1.2").title, point_of(order, "1.3").title) == ("Ny 1.2", "Ny 1.3")


def test_a_version_changed_since_it_was_shown_is_not_adopted(region: World, by: User) -> None:
    order = copied(region, by)
    shown = editing.fingerprint(order)
    editing.add_point(by=by, order=order, content=POINT, after=None)

    with pytest.raises(Stale):
        adopt(by, order, shown=shown)

    order.refresh_from_db()
    assert order.state == OrderState.DRAFT


# --- adopting ------------------------------------------------------------------------------------------


def test_adopting_says_when_and_where_and_makes_the_positions_ready(region: World, by: User) -> None:
    order = copied(region, by)
    positions = order.vocabulary["positions"] | {
        "hr_manager": {"title": "HR-chef"},
        "committee": {"title": "Arbetsutskottet", "body": True},
    }
    order = editing.change_words(
        by=by,
        order=order,
        words={"positions": positions},
        revision=tracked.revision(order),
        what="Befattningar",
    )

    order = adopt(by, order)

    assert (order.state, order.adopted_on, order.adopted_in) == (
        "adopted",
        date(2026, 11, 24),
        "RUN § 99/2026",
    )
    assert Position.objects.get(board=region.board, key="hr_manager").title == "HR-chef"
    assert not Position.objects.filter(key="committee").exists()
    assert changes(order, 1)[0].what == "Antagen"


@pytest.mark.parametrize(
    ("adoption", "field"),
    [
        (Adoption(date(2026, 11, 26), "RUN § 99/2026", date(2027, 1, 1)), "adopted_on"),
        (Adoption(date(2026, 11, 24), "RUN § 99/2026", date(2026, 11, 23)), "valid_from"),
        (Adoption(date(2026, 11, 24), "RUN § 99/2026", date(2027, 1, 1), date(2026, 12, 31)), "valid_to"),
    ],
)
def test_days_that_cannot_be_are_told_by_their_field(
    region: World, by: User, adoption: Adoption, field: str
) -> None:
    order = copied(region, by)

    with pytest.raises(Faulty) as refused:
        adopt(by, order, adoption=adoption)

    assert [fault.path for fault in refused.value.faults] == [("order", field)]
    order.refresh_from_db()
    assert (order.state, order.adopted_on) == ("draft", None)


def test_a_version_that_overlaps_another_is_not_adopted(region: World, by: User) -> None:
    first = copied(region, by)
    adopt(
        by, first, adoption=Adoption(date(2026, 11, 24), "RUN § 99/2026", date(2027, 1, 1), date(2027, 6, 30))
    )
    second = editing.start_copy(
        by=by, source=latest(region), head=Head("Delegationsordning", "2027:2", date(2027, 6, 30))
    )

    with pytest.raises(Faulty, match="går inte ihop") as refused:
        adopt(by, second, adoption=Adoption(date(2026, 11, 24), "RUN § 100/2026", date(2027, 6, 30)))

    assert [fault.path for fault in refused.value.faults] == [("order", "valid_from")]


def test_the_database_refuses_an_overlap_too(region: World, by: User) -> None:
    adopt(
        by,
        copied(region, by),
        adoption=Adoption(date(2026, 11, 24), "RUN § 99/2026", date(2027, 1, 1), date(2027, 6, 30)),
    )
    second = editing.start_copy(
        by=by, source=latest(region), head=Head("Delegationsordning", "2027:2", date(2027, 6, 30))
    )
    third = DelegationOrder(
        board=region.board,
        title="Ordning",
        version="2026:9",
        state=OrderState.ADOPTED,
        adopted_on=date(2026, 1, 1),
        adopted_in="§ 1",
        valid_from=date(2026, 1, 1),
        valid_to=date(2027, 1, 1),
        vocabulary={},
    )
    second.state, second.adopted_on, second.adopted_in = OrderState.ADOPTED, date(2026, 11, 24), "§ 2"

    for row in (second, third):
        with pytest.raises(DatabaseError, match=r"överlappar|börjar som utkast"), transaction.atomic():
            row.save()


def test_a_version_without_points_is_not_adopted(region: World, by: User) -> None:
    order = editing.start_empty(by=by, board=region.board, head=HEAD)

    with pytest.raises(Faulty) as refused:
        adopt(by, order)

    assert {fault.path for fault in refused.value.faults} == {("positions",), ("points",)}


NEVER = {"all": [{"fact": "amount", "at_least": 10}, {"fact": "amount", "below": 10}]}


def test_a_version_with_faults_is_adopted_only_with_a_reason_which_is_kept(region: World, by: User) -> None:
    order = copied(region, by)
    editing.add_point(by=by, order=order, content=POINT | {"when": NEVER}, after=None)
    assert [finding.points for finding in review.faults(review.findings(order, TODAY))] == [("9.1",)]

    with pytest.raises(Refused, match="Analysen fann fel"):
        adopt(by, order)
    order = adopt(by, order, despite="Nämnden har beslutat så")

    assert order.state == OrderState.ADOPTED
    assert changes(order, 1)[0].what == "Antagen trots fel: Nämnden har beslutat så"


def test_an_adopted_version_and_its_points_never_change_again(region: World, by: User) -> None:
    order = adopt(by, copied(region, by))
    row = point_of(order, "1.2")
    row.title, order.title = "Annat", "Annat"

    for changed in (row, order):
        with pytest.raises(DatabaseError, match="låst"), transaction.atomic():
            changed.save()
        with pytest.raises(DatabaseError), transaction.atomic():
            changed.delete()
    with pytest.raises(DatabaseError, match="låst"), transaction.atomic():
        RulePoint.objects.create(order=order, place=99, number="99", title="Ny", rule={})


def test_a_decision_keeps_the_version_that_it_was_checked_against(region: World, by: User) -> None:
    decision = world.signed(region)

    adopt(by, copied(region, by))

    decision.refresh_from_db()
    assert decision.verdict is not None
    assert decision.verdict["order"] == {"board": "RUN", "version": "2020:1"}
    assert decision.order is not None
    assert decision.order.version == "2020:1"


# --- drafts in between ---------------------------------------------------------------------------------


def test_a_draft_gives_nobody_any_power(region: World, by: User) -> None:
    copied(region, by)

    current = authority.in_force(region.board, date(2027, 3, 1))

    assert current is not None
    assert current.order.version == "2021:1"


def test_a_deleted_draft_leaves_its_history(region: World, by: User) -> None:
    order = copied(region, by)
    key = order.pk

    editing.delete_draft(by=by, order=order)

    assert list(region.board.orders.values_list("version", flat=True)) == ["2020:1", "2021:1"]
    assert (
        DelegationOrder.history.filter(id=key).latest("history_id").history_change_reason
        == "Utkastet borttaget"
    )


def test_days_without_any_order_are_told_before_and_after(region: World, by: User) -> None:
    order = copied(region, by)
    limited = Adoption(date(2026, 11, 24), "RUN § 99/2026", date(2027, 1, 1), date(2027, 6, 30))
    adopt(by, order, adoption=limited)
    later = editing.start_copy(
        by=by, source=latest(region), head=Head("Delegationsordning", "2027:2", date(2027, 8, 1))
    )

    assert review.gaps(region.board) == [(date(2027, 7, 1), None)]
    assert review.gaps(region.board, later) == [(date(2027, 7, 1), date(2027, 7, 31))]


def test_what_goes_out_as_yaml_comes_back_the_same(region: World, by: User) -> None:
    plain = latest(region).as_plain()

    again = orders.plain(formats.parse_yaml(orders.to_yaml(plain), "f.yaml"))

    assert again == plain
    assert importing.vocabulary(again) == latest(region).vocabulary
