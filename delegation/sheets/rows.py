"""An order's lists and mappings as rows of a sheet, and back: where writing and reading meet."""

from __future__ import annotations

from typing import Any

from delegation.sheets.columns import LIMIT_KEY, NAME, Shape, Table

Row = dict[str, Any]


def flat(table: Table, data: Any) -> list[Row]:
    """The rows of a sheet, from its part of the order."""
    match table.shape:
        case Shape.MAPPING:
            return [{NAME: name, **row} for name, row in data.items()]
        case Shape.SERIES:
            return [{NAME: name, **row} for name, rows in data.items() for row in rows]
        case Shape.TEXTS:
            return [{"text": text} for text in data]
    return [split(row) for row in data] if table.key == "points" else list(data)


def gathered(table: Table, rows: list[Row]) -> tuple[Any, list[tuple[str | int, ...]]]:
    """The part of the order that the rows are, and the path to each row in it. Names are unique."""
    if table.shape is Shape.TEXTS:
        return [row["text"] for row in rows], [(index,) for index in range(len(rows))]
    if table.shape is Shape.LIST:
        joined = [join(row) for row in rows] if table.key == "points" else rows
        return joined, [(index,) for index in range(len(rows))]
    found: dict[str, Any] = {}
    paths: list[tuple[str | int, ...]] = []
    for row in rows:
        name, rest = row[NAME], {key: value for key, value in row.items() if key != NAME}
        if table.shape is Shape.MAPPING:
            found[name] = rest
            paths.append((name,))
        else:
            paths.append((name, len(found.setdefault(name, []))))
            found[name].append(rest)
    return found, paths


def join(row: Row) -> Row:
    """A point from its row: what stands under Belopp is the last part of its condition, after an och."""
    limit, when = row.get(LIMIT_KEY), row.get("when")
    rest = {key: value for key, value in row.items() if key not in (LIMIT_KEY, "when")}
    if limit is None and when is None:
        return rest
    if limit is None or when is None:
        return {**rest, "when": limit or when}
    parts = when.get("all", [when])
    return {**rest, "when": {"all": [*parts, limit]}}


def split(point: Row) -> Row:
    """A row from its point: a limit last in the condition goes under Belopp, if join puts it back."""
    when = point.get("when")
    if when is None:
        return point
    parts = when.get("all", [when])
    rest = {key: value for key, value in point.items() if key != "when"}
    row = {**rest, LIMIT_KEY: parts[-1]}
    if len(parts) > 1:
        row["when"] = parts[0] if len(parts) == 2 else {"all": parts[:-1]}
    return row if "at_most" in parts[-1] and join(row) == point else point
