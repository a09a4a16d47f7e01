"""Everything that an order may say is said by some order in fixtures/orders: no format on paper only.

The features are read from the schema itself: a new key, value or form is missed until an order uses it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from delegation import formats, orders
from docs.formats import walk
from tests.world import ROOT

SCHEMA: dict[str, Any] = json.loads(orders.SCHEMA.read_text("utf-8"))
ORDERS = [formats.read_yaml(path) for path in sorted((ROOT / "fixtures" / "orders").glob("*.yaml"))]
TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "number": (int, Decimal),
    "null": type(None),
}


def features(schema: walk.Schema, place: str, root: walk.Schema, seen: set[str]) -> Iterator[str]:
    """Every key, value and form below a schema, each named by its place: point.reporting = minuted."""
    schema, place = walk.resolved(schema, place, root)
    if place in seen:
        return
    seen.add(place)
    yield from (f"{place} = {value}" for value in schema.get("enum", []))
    if len(walk.kinds(schema)) > 1:
        yield from (f"{place} som {kind}" for kind in walk.kinds(schema))
    if schema.get("type") == "boolean":
        yield from (f"{place} = {value}" for value in (True, False) if value != schema.get("default"))
    for where, inner in walk.forms(schema, place):
        yield where
        yield from features(inner, where, root, seen)
    for key, where, inner in walk.parts(schema, place):
        if key != "*":
            yield where
        yield from features(inner, where, root, seen)


def used(data: Any, root: walk.Schema) -> Iterator[str]:
    """The features that an order makes use of, named as above."""
    for place, schema, value in walk.met(data, root, "", root):
        yield place
        if "enum" in schema or schema.get("type") == "boolean":
            yield f"{place} = {value}"
        for kind in walk.kinds(schema):
            if isinstance(value, TYPES[kind]) and (kind == "boolean") == isinstance(value, bool):
                yield f"{place} som {kind}"


def unused(root: walk.Schema, data: list[Any]) -> list[str]:
    known = set(features(root, "", root, set()))
    return sorted(known - {feature for one in data for feature in used(one, root)})


def test_the_orders_use_all_that_the_format_can_say() -> None:
    assert unused(SCHEMA, [source.data for source in ORDERS]) == []


SWITCH = {"type": "boolean", "default": False}
FORMS = SCHEMA["$defs"]["per"]["oneOf"]


@pytest.mark.parametrize(
    ("name", "change", "missed"),
    [
        ("board", {"properties": {"motto": {"type": "string"}}}, ["board.motto"]),
        ("point", {"properties": {"seal": SWITCH}}, ["point.seal", "point.seal = True"]),
        ("superiors", {"enum": ["never", "when_absent", "always", "asked"]}, ["superiors = asked"]),
        ("amount", {"type": ["number", "string", "null"]}, ["amount som null"]),
        ("per", {"oneOf": [*FORMS, {"type": "integer"}]}, ["per(4)"]),
    ],
    ids=["key", "switch", "value", "type", "form"],
)
def test_what_no_order_uses_is_named(name: str, change: dict[str, Any], missed: list[str]) -> None:
    grown = merged(SCHEMA, {"$defs": {name: change}})

    assert unused(grown, [source.data for source in ORDERS]) == missed


def test_a_key_of_a_delegate_is_missed_when_only_plain_names_stand_there() -> None:
    small = {"points": [{"delegates": ["chair"]}]}

    assert {"delegate som object", "delegate.when", "condition.not"} <= set(unused(SCHEMA, [small]))
    assert "delegate som string" not in unused(SCHEMA, [small])


def merged(old: Any, new: Any) -> Any:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    return old | {key: merged(old.get(key), value) for key, value in new.items()}


@pytest.mark.parametrize("name", ["sn-2026", "mn-2026", "mn-2027"])
def test_the_large_orders_say_that_they_are_invented(name: str) -> None:
    path = ROOT / "fixtures" / "orders" / f"{name}.yaml"
    order = orders.read(path)

    assert path.read_text("utf-8").startswith("# Ett påhittat exempel")
    assert order.preamble.startswith("Påhittat exempel")
    assert len(order.points) >= 30
    assert {point.number.split(".")[0] for point in order.points} == {number for number, _ in order.chapters}


def test_the_versions_of_one_board_go_together() -> None:
    read = [orders.read(ROOT / "fixtures" / "orders" / name) for name in ("mn-2027.yaml", "mn-2026.yaml")]

    first, second = orders.family(read)
    moved = {old for point in second.points for old in point.formerly if old.startswith(f"{first.version}/")}

    assert (first.version, second.version) == ("2026:1", "2027:1")
    assert moved <= {f"2026:1/{point.number}" for point in first.points}
    assert {"2026:1/2.6", "2026:1/2.7"} <= moved  # two points became one
