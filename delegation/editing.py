"""A draft of a delegation order: begun, written, given up or adopted. One function for each button.

Every act holds the whole order against delegation-order/1 before anything is saved. Two editors never
overwrite each other unseen: whoever saves says which revision was on the page.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from accounts import tracked
from accounts.models import User
from accounts.permissions import Refused
from delegation import importing, orders, review
from delegation.abilities import require
from delegation.formats import Fault, FormatError, KeyPath, Source
from delegation.models import UNADOPTED, Board, DelegationOrder, OrderState, RulePoint

# What history's column holds, less the words before the reason.
MAX_REASON = 75


class Faulty(Refused):
    """What was to be saved is not in order. `at` is the path of what was written, where it is one point."""

    def __init__(self, faults: Iterable[Fault], at: KeyPath = ()) -> None:
        super().__init__(
            "Det går inte ihop med delegationsordningen. Inget är sparat. Rätta det som står nedan."
        )
        self.faults, self.at = tuple(faults), at


class Stale(Refused):
    """Someone else saved in between."""

    def __init__(self) -> None:
        super().__init__(
            "Utkastet har ändrats sedan du öppnade sidan, av någon annan eller i en annan flik. Inget av "
            "ditt är sparat, men det står kvar här. Öppna sidan i en ny flik, jämför, och spara sedan där."
        )


@dataclass(frozen=True)
class Head:
    """What is said of a version as a whole."""

    title: str
    version: str
    valid_from: date
    valid_to: date | None = None
    # Keys of the vocabulary that are said of the version as a whole; what is left out stays as it is.
    words: Mapping[str, Any] = field(default_factory=dict)

    def written_into(self, data: dict[str, Any]) -> dict[str, Any]:
        """The draft with this head, in JSON types."""
        first = self.valid_from.isoformat()
        order = {
            "title": self.title,
            "version": self.version,
            "adopted_on": first,
            "adopted_in": UNADOPTED,
            "valid_from": first,
            "valid_to": self.valid_to.isoformat() if self.valid_to else None,
        }
        return _with_words(data, self.words) | {"order": order}


@dataclass(frozen=True)
class Adoption:
    """The board's decision: when and where it was taken, and the days on which the version is in force."""

    adopted_on: date
    adopted_in: str
    valid_from: date
    valid_to: date | None = None


# --- beginning -----------------------------------------------------------------------------------------


@transaction.atomic
def start_empty(*, by: User, board: Board, head: Head) -> DelegationOrder:
    """A draft with nothing but its head."""
    organisation = {"code": board.code, "name": board.name, "organisation": board.organisation.name}
    empty = {"format": "delegation-order/1", "board": organisation, "positions": {}, "points": []}
    data = head.written_into(empty)
    return _started(by, board, data, "Påbörjad utan innehåll")


@transaction.atomic
def start_copy(*, by: User, source: DelegationOrder, head: Head) -> DelegationOrder:
    """A draft with the words and points of `source`, each of which says what it was called before."""
    data = source.as_plain()
    data["points"] = [point | _formerly(source, point) for point in data["points"]]
    data = head.written_into(data)
    return _started(by, source.board, data, f"Påbörjad som kopia av version {source.version}")


@transaction.atomic
def start_from_file(*, by: User, board: Board, source: Source) -> DelegationOrder:
    """A draft with the content of a file, which says nothing of where it is adopted."""
    orders.build(source)
    data = orders.plain(source)
    if data["board"]["code"] != board.code:
        found = f"filen gäller nämnden {data['board']['code']}"
        raise FormatError([source.fault(("board", "code"), found, f"Välj en fil för {board.code}")])
    data["order"] |= {"adopted_on": data["order"]["valid_from"], "adopted_in": UNADOPTED}
    return _started(by, board, data, "Inläst från fil")


def _started(by: User, board: Board, data: dict[str, Any], why: str) -> DelegationOrder:
    board = board.locked()
    require(by, "start_order", board)
    _check(board, data)
    return importing.create(board, data, by=by, why=why)


def _formerly(source: DelegationOrder, point: dict[str, Any]) -> dict[str, Any]:
    """The earlier numbers of a copied point, as caps count them.

    Without `formerly` a number means the same point in every version; with it, exactly what is listed.
    """
    if source.state != OrderState.ADOPTED:
        return {}
    if earlier := point.get("formerly"):
        return {"formerly": [*earlier, f"{source.version}/{point['number']}"]}
    same = RulePoint.objects.filter(
        order__board=source.board,
        order__state=OrderState.ADOPTED,
        order__valid_from__lte=source.valid_from,
        number=point["number"],
    )
    versions = same.order_by("order__valid_from").values_list("order__version", flat=True)
    return {"formerly": [f"{version}/{point['number']}" for version in versions]}


# --- head and vocabulary -------------------------------------------------------------------------------


@transaction.atomic
def change_head(*, by: User, order: DelegationOrder, head: Head, revision: int) -> DelegationOrder:
    order = _locked(by, order, revision)
    data = head.written_into(order.as_plain())
    _check(order.board.locked(), data, order)
    order.title, order.version = head.title, head.version
    order.valid_from, order.valid_to = head.valid_from, head.valid_to
    return _keep_words(order, data, by, "Uppgifter om versionen ändrade")


@transaction.atomic
def change_words(
    *, by: User, order: DelegationOrder, words: Mapping[str, Any], revision: int, what: str
) -> DelegationOrder:
    """Set keys of the vocabulary, for example positions or facts; `what` names them in the log."""
    order = _locked(by, order, revision)
    data = _with_words(order.as_plain(), words)
    _check(order.board, data, order)
    return _keep_words(order, data, by, f"{what}: ändringar")


def _with_words(data: dict[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    """The order with the words set; what is empty is left out, as in a file."""
    kept = {key: value for key, value in data.items() if key not in words}
    return kept | {key: value for key, value in words.items() if value or key == "positions"}


def _keep_words(order: DelegationOrder, data: dict[str, Any], by: User, why: str) -> DelegationOrder:
    order.vocabulary = importing.vocabulary(data)
    tracked.save(order, by, why)
    return order


# --- points --------------------------------------------------------------------------------------------


@transaction.atomic
def add_point(*, by: User, order: DelegationOrder, content: dict[str, Any], after: int | None) -> RulePoint:
    """A new point, placed after the point with id `after`, or first."""
    order = _locked(by, order)
    rows = list(order.points.all())
    data = order.as_plain()
    data["points"].append(content)
    _check(order.board, data, order, ("points", len(rows)))
    place = rows[-1].place + 1 if rows else 1
    row = RulePoint(order=order, place=place, **importing.columns(content))
    tracked.save(row, by, f"Punkt {row.number} tillagd")
    _put(row, after, by)
    return row


@transaction.atomic
def change_point(
    *, by: User, point: RulePoint, content: dict[str, Any], after: int | None, revision: int
) -> RulePoint:
    """What the point says, and where it stands."""
    order = _locked(by, point.order)
    row = _same_point(point, order, revision)
    data, index = order.as_plain(), _index(order, row)
    data["points"][index] = content
    _check(order.board, data, order, ("points", index))
    columns = importing.columns(content)
    if columns != {name: getattr(row, name) for name in columns}:
        row.number, row.title, row.rule = columns["number"], columns["title"], columns["rule"]
        tracked.save(row, by, f"Punkt {row.number} ändrad")
    _put(row, after, by)
    return row


@transaction.atomic
def move_point(*, by: User, point: RulePoint, after: int | None) -> RulePoint:
    """Place the point after the one with id `after`, or first."""
    order = _locked(by, point.order)
    row = _same_point(point, order)
    _put(row, after, by)
    return row


@transaction.atomic
def remove_point(*, by: User, point: RulePoint, revision: int) -> DelegationOrder:
    order = _locked(by, point.order)
    row = _same_point(point, order, revision)
    data = order.as_plain()
    del data["points"][_index(order, row)]
    _check(order.board, data, order)
    tracked.delete(row, by, f"Punkt {row.number} borttagen")
    return order


def _same_point(point: RulePoint, order: DelegationOrder, shown: int | None = None) -> RulePoint:
    """The point as it is now. Raises Refused when it is gone, Stale when it is not the one that was shown."""
    row = order.points.filter(pk=point.pk).first()
    if row is None:
        raise Refused(f"Punkt {point.number} är borttagen av någon annan. Inget är sparat. Gå till utkastet.")
    if shown is not None and tracked.revision(row) != shown:
        raise Stale
    return row


def _index(order: DelegationOrder, row: RulePoint) -> int:
    return [point.pk for point in order.points.all()].index(row.pk)


def _put(row: RulePoint, after: int | None, by: User) -> None:
    """Move the row to stand after the one with id `after`. No two rows ever have the same place."""
    rows = list(row.order.points.all())
    others = [other for other in rows if other.pk != row.pk]
    before = [other.pk for other in others].index(after) + 1 if after in [o.pk for o in others] else 0
    wanted = [*others[:before], row, *others[before:]]
    if [other.pk for other in wanted] == [other.pk for other in rows]:
        return
    places = [other.place for other in rows]
    stands = dict(zip(places, wanted, strict=True))
    free, row.place = row.place, places[-1] + 1
    tracked.save(row, by, "")
    while stands[free] is not row:
        other = stands[free]
        free, other.place = other.place, free
        tracked.save(other, by, "")
    row.place = free
    tracked.save(row, by, f"Punkt {row.number} flyttad")


# --- the end of a draft --------------------------------------------------------------------------------


@transaction.atomic
def delete_draft(*, by: User, order: DelegationOrder) -> None:
    """Give the draft up. Its history stays."""
    order = _locked(by, order)
    try:
        for point in order.points.all():
            tracked.delete(point, by, f"Punkt {point.number} borttagen med utkastet")
        tracked.delete(order, by, "Utkastet borttaget")
    except ProtectedError as error:
        raise Refused("Något annat hänvisar till utkastet. Inget är borttaget.") from error


@transaction.atomic
def adopt(
    *, by: User, order: DelegationOrder, adoption: Adoption, shown: str, today: date, despite: str = ""
) -> DelegationOrder:
    """Take the version into use, as the board has decided. From now on it never changes.

    `shown` is the fingerprint of what was on the page; `despite` is why it is adopted though the analysis
    found faults. Raises Faulty by the field, Stale, or Refused when there are faults and no reason.
    """
    order = _locked(by, order, act="adopt_order")
    if fingerprint(order) != shown:
        raise Stale
    if faults := list(_unfit(adoption, today)):
        raise Faulty(faults)
    if not despite and order.points.exists() and review.faults(review.findings(order, today)):
        raise Refused(
            "Analysen fann fel. Inget är antaget. Rätta dem, eller skriv varför versionen ändå antas."
        )
    why = f"Antagen trots fel: {despite}" if despite else "Antagen"
    try:
        return importing.adopt(
            order,
            by=by,
            why=why,
            adopted_on=adoption.adopted_on,
            adopted_in=adoption.adopted_in,
            valid_from=adoption.valid_from,
            valid_to=adoption.valid_to,
        )
    except FormatError as error:
        raise Faulty(error.faults) from error


def _unfit(adoption: Adoption, today: date) -> Iterable[Fault]:
    if adoption.adopted_on > today:
        yield _fault("adopted_on", "nämnden har inte beslutat än", "Ange dagen för nämndens beslut")
    if adoption.valid_from < adoption.adopted_on:
        found = f"versionen antas först {adoption.adopted_on}"
        yield _fault("valid_from", found, "Den kan börja gälla tidigast den dagen")


# --- what the acts share -------------------------------------------------------------------------------


def fingerprint(order: DelegationOrder) -> str:
    """A digest of all that the order says."""
    text = json.dumps(order.as_plain(), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _locked(
    by: User, order: DelegationOrder, shown: int | None = None, *, act: str = "edit_order"
) -> DelegationOrder:
    """The draft as it is now, locked until the transaction ends. Raises NotAllowed, Stale or Refused."""
    rows = DelegationOrder.objects.select_for_update(no_key=True, of=("self",)).select_related("board")
    row = rows.filter(pk=order.pk).first()
    if row is None:
        raise Refused("Utkastet är borttaget av någon annan. Inget är sparat.")
    require(by, act, row)
    if shown is not None and tracked.revision(row) != shown:
        raise Stale
    return row


def _check(
    board: Board, data: dict[str, Any], order: DelegationOrder | None = None, at: KeyPath = ()
) -> None:
    """Raises Faulty with all that is wrong with the order as it would be."""
    try:
        orders.build(Source("utkastet", data), unfinished=True)
        faults: list[Fault] = []
    except FormatError as error:
        faults = list(error.faults)
    head, others = data["order"], board.orders.exclude(pk=order.pk if order else 0)
    if others.filter(version=head["version"]).exists():
        faults.append(_fault("version", f"version {head['version']} finns redan", "Ge den ett eget namn"))
    if same := others.filter(valid_from=head["valid_from"]).first():
        found = f"version {same.version} gäller från samma dag"
        faults.append(_fault("valid_from", found, "Varje version börjar en egen dag"))
    if faults:
        raise Faulty(faults, at)


def _fault(field: str, found: str, allowed: str) -> Fault:
    return Fault("utkastet", ("order", field), found, allowed)
