"""The law's own questions as dated data, read once from statutes.yaml."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from delegation import formats
from delegation.terms import Statute, Statutes


@cache
def load() -> Statutes:
    """All wordings of all statutory questions, in the order they are asked."""
    source = formats.read_yaml(Path(__file__).with_name("statutes.yaml"))
    rows = tuple(
        Statute(
            key=row["key"],
            question=row["question"],
            why=row["why"],
            grounds=tuple(row.get("grounds", ())),
            source=row["source"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None,
        )
        for row in source.data["statutes"]
    )
    return Statutes(rows)
