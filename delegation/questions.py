"""authority-question/1: reading and checking a question against the orders it is put to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from delegation import formats, values
from delegation.formats import Fault, FormatError, KeyPath, Source
from delegation.terms import Absence, Appointment, Fact, Order, Question

SCHEMA = formats.SCHEMAS / "authority-question-1.json"


def parse(text: str, name: str, orders: Sequence[Order]) -> Question:
    """The question in a JSON text. Raises FormatError with every fault in it."""
    return _build(formats.parse_json(text, name), orders)


def from_plain(data: dict[str, Any], orders: Sequence[Order], name: str) -> Question:
    return _build(Source(name, data), orders)


def _build(source: Source, orders: Sequence[Order]) -> Question:
    formats.check(source, SCHEMA)
    data, faults = source.data, _periods(source)
    facts = _facts(source, orders, faults)
    if faults:
        raise FormatError(faults)
    appointments, absences = data.get("appointments"), data.get("absences")
    return Question(
        decided_on=date.fromisoformat(data["decided_on"]),
        decision_type=data["decision_type"],
        point=data.get("point"),
        decider=data.get("decider"),
        drafted_by=data.get("drafted_by"),
        unit=data.get("unit"),
        facts=facts,
        attested={key: value for key, value in (data.get("attested") or {}).items() if value is not None},
        appointments=None if appointments is None else tuple(_appointment(row) for row in appointments),
        absences=None if absences is None else tuple(_absence(row) for row in absences),
        subdelegations=_rows(data.get("subdelegations")),
        consulted=_rows(data.get("consulted")),
        prior=_rows(data.get("prior")),
    )


def _rows(rows: list[dict[str, Any]] | None) -> tuple[dict[str, Any], ...] | None:
    return None if rows is None else tuple(rows)


def _appointment(row: dict[str, Any]) -> Appointment:
    return Appointment(
        person=row["person"],
        position=row["position"],
        kind=row["kind"],
        starts=date.fromisoformat(row["from"]),
        ends=values.day_or_none(row.get("to")),
        unit=row.get("unit"),
    )


def _absence(row: dict[str, Any]) -> Absence:
    return Absence(row["person"], date.fromisoformat(row["from"]), values.day_or_none(row.get("to")))


def _periods(source: Source) -> list[Fault]:
    """A period that ends before it begins."""
    faults = []
    for name in ("appointments", "absences", "subdelegations"):
        for index, row in enumerate(source.data.get(name) or []):
            if row.get("to") and row["to"] < row["from"]:
                path: KeyPath = (name, index, "to")
                faults.append(source.fault(path, f"”{row['to']}” ligger före from", "Byt dagarna"))
    return faults


def _facts(source: Source, orders: Sequence[Order], faults: list[Fault]) -> dict[str, Any]:
    """The answers in the types of the version in force; a fact that no version declares is a fault."""
    declared: dict[str, Fact] = {}
    for order in sorted(orders, key=lambda order: order.valid_from):
        if order.valid_from.isoformat() <= source.data["decided_on"]:
            declared |= order.facts
        else:
            declared = order.facts | declared
    facts = {}
    for name, raw in (source.data.get("facts") or {}).items():
        if raw is None:
            continue
        if name not in declared:
            known = ", ".join(sorted(declared)) or "inga"
            faults.append(source.fault(("facts", name), "frågan finns inte", f"Ordningens frågor är {known}"))
            continue
        fact = declared[name]
        try:
            facts[name] = values.money(raw, fact) if isinstance(raw, dict) else values.simple(raw, fact)
        except values.Unfit as error:
            faults.append(source.fault(("facts", name), formats.shown(raw), str(error)))
    return facts
