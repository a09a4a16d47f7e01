"""authority-question/1: reading and checking a question against the orders it is put to."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from delegation import formats, values
from delegation.formats import Fault, FormatError, KeyPath, Source
from delegation.terms import (
    Absence,
    Appointment,
    Consulted,
    Fact,
    Ledger,
    Order,
    Prior,
    Question,
    Subdelegation,
)

Row = TypeVar("Row")
SCHEMA = formats.SCHEMAS / "authority-question-1.json"


def parse(text: str, name: str, orders: Sequence[Order]) -> Question:
    """The question in a JSON text. Raises FormatError with every fault in it."""
    return _build(formats.parse_json(text, name), orders)


def from_plain(data: dict[str, Any], orders: Sequence[Order], name: str) -> Question:
    return _build(Source(name, data), orders)


def ledger(rows: list[dict[str, Any]], orders: Sequence[Order], day: date) -> Ledger:
    """Rows of `prior` alone, for a question of that day. Raises FormatError."""
    asked = {"format": "authority-question/1", "decided_on": day.isoformat(), "decision_type": ""}
    return from_plain(asked | {"prior": rows}, orders, "frågan").prior or Ledger(())


def _build(source: Source, orders: Sequence[Order]) -> Question:
    formats.check(source, SCHEMA)
    source = replace(source, data=_composed(source.data))
    data, faults = source.data, _periods(source)
    declared = _declared(orders, data["decided_on"])
    facts = _facts(source, declared, faults)
    prior = _prior(source, declared, faults)
    if faults:
        raise FormatError(faults)
    return Question(
        decided_on=date.fromisoformat(data["decided_on"]),
        decision_type=data["decision_type"],
        point=data.get("point"),
        decider=data.get("decider"),
        drafted_by=data.get("drafted_by"),
        unit=data.get("unit"),
        facts=facts,
        attested={key: value for key, value in (data.get("attested") or {}).items() if value is not None},
        appointments=_rows(_appointment, data.get("appointments")),
        absences=_rows(_absence, data.get("absences")),
        subdelegations=_rows(_subdelegation, data.get("subdelegations")),
        consulted=_rows(_consulted, data.get("consulted")),
        prior=prior,
    )


def _composed(data: Any) -> Any:
    """Every text in one form (NFC): a name written with loose accents is the same name."""
    match data:
        case dict():
            return {key: _composed(value) for key, value in data.items()}
        case list():
            return [_composed(value) for value in data]
        case str():
            return unicodedata.normalize("NFC", data)
    return data


def _rows(made: Callable[[dict[str, Any]], Row], rows: list[dict[str, Any]] | None) -> tuple[Row, ...] | None:
    return None if rows is None else tuple(made(row) for row in rows)


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


def _subdelegation(row: dict[str, Any]) -> Subdelegation:
    return Subdelegation(
        point=row["point"],
        from_position=row["from_position"],
        to_position=row["to_position"],
        starts=date.fromisoformat(row["from"]),
        ends=values.day_or_none(row.get("to")),
        version=row.get("version"),
        decided_by=row.get("decided_by"),
        reporting=row.get("reporting"),
    )


def _consulted(row: dict[str, Any]) -> Consulted:
    return Consulted(row["position"], date.fromisoformat(row["dated"]))


def _declared(orders: Sequence[Order], day: str) -> dict[str, Fact]:
    """The facts of all versions, each as the version in force on `day` declares it, or one near it."""
    declared: dict[str, Fact] = {}
    for order in sorted(orders, key=lambda order: order.valid_from):
        if order.valid_from.isoformat() <= day:
            declared |= order.facts
        else:
            declared = order.facts | declared
    return declared


def _facts(source: Source, declared: dict[str, Fact], faults: list[Fault]) -> dict[str, Any]:
    """The answers in the types of the order; a fact that no version declares is a fault."""
    facts: dict[str, Any] = {}
    for name, raw in (source.data.get("facts") or {}).items():
        if _is_open(raw):
            continue
        if name not in declared:
            known = ", ".join(sorted(declared)) or "inga"
            faults.append(source.fault(("facts", name), "frågan finns inte", f"Ordningens frågor är {known}"))
            continue
        _answer(source, ("facts", name), declared[name], raw, facts, faults)
    return facts


def _prior(source: Source, declared: dict[str, Fact], faults: list[Fault]) -> Ledger | None:
    """The earlier decisions. What they say beyond the declared facts is left aside."""
    if (rows := source.data.get("prior")) is None:
        return None
    found = []
    for index, row in enumerate(rows):
        facts: dict[str, Any] = {}
        for name, raw in (row.get("facts") or {}).items():
            if not _is_open(raw) and name in declared:
                _answer(source, ("prior", index, "facts", name), declared[name], raw, facts, faults)
        found.append(
            Prior(row.get("point"), date.fromisoformat(row["decided_on"]), facts, row.get("version"))
        )
    return Ledger(tuple(found))


def _is_open(raw: Any) -> bool:
    """Nobody has answered; a blank text is no answer either."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _answer(
    source: Source, path: KeyPath, fact: Fact, raw: Any, facts: dict[str, Any], faults: list[Fault]
) -> None:
    try:
        facts[fact.name] = values.answer(raw, fact)
    except values.Unfit as error:
        faults.append(source.fault(path, formats.shown(raw), str(error)))
