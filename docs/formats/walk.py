"""A walk over a JSON Schema and over data that fits it. Each part has a place: point.caps, per(2).fact.

A place begins at the nearest named part of the schema ($defs), so that a condition is one thing wherever it
stands. The root's own keys begin with a full stop; * is any row of a list or any name that the file chooses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema

Schema = dict[str, Any]


def resolved(schema: Schema, place: str, root: Schema) -> tuple[Schema, str]:
    """The schema itself or the named part that it refers to, with that part's name as its place."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        return root["$defs"][name], name
    return schema, place


def parts(schema: Schema, place: str) -> Iterator[tuple[str, str, Schema]]:
    """What may stand inside: its key in the data, or *; its place; its schema."""
    for key, inner in schema.get("properties", {}).items():
        yield key, f"{place}.{key}", inner
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield "*", f"{place}.*", schema[keyword]


def forms(schema: Schema, place: str) -> Iterator[tuple[str, Schema]]:
    """The alternatives of a part that may look in several ways, counted from 1: per(1), per(2) …"""
    for number, inner in enumerate(schema.get("oneOf", []), 1):
        yield f"{place}({number})", inner


def kinds(schema: Schema) -> list[str]:
    """The JSON types that the schema names."""
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else kind


def met(value: Any, schema: Schema, place: str, root: Schema) -> Iterator[tuple[str, Schema, Any]]:
    """Every value within `value`, with its place and its schema; what is referred to comes by both places."""
    yield place, schema, value
    schema, name = resolved(schema, place, root)
    if name != place:
        yield name, schema, value
    for where, inner in forms(schema, name):
        if fits(value, inner, root):
            yield from met(value, inner, where, root)
    for key, where, inner in parts(schema, name):
        for row in rows(value, key, schema):
            yield from met(row, inner, where, root)


def rows(value: Any, key: str, schema: Schema) -> list[Any]:
    """What `value` holds under a key, or under * all that no key speaks for."""
    if isinstance(value, list):
        return value if key == "*" else []
    if not isinstance(value, dict):
        return []
    if key != "*":
        return [value[key]] if key in value else []
    return [inner for name, inner in value.items() if name not in schema.get("properties", {})]


def fits(value: Any, schema: Schema, root: Schema) -> bool:
    whole = {**schema, "$defs": root.get("$defs", {})}
    return bool(jsonschema.Draft202012Validator(whole).is_valid(value))
