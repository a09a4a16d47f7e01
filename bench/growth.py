"""What a verdict costs as the earlier decisions that a cap counts grow in number: linear at most.

Run from the root: .venv/bin/python -m bench.growth for decisions in memory; with --database for signed
decisions in a new SQLite database, which takes some minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from bench.engine import asked, ledger
from bench.others import ROOT
from bench.timing import interleaved
from delegation import engine, orders, questions, statutes
from delegation.terms import Ledger, Question

IN_MEMORY, IN_DATABASE = (1_000, 10_000, 100_000), (1_000, 10_000, 100_000)


def in_memory(sizes: tuple[int, ...], rounds: int) -> list[str]:
    """The first verdict on so many decisions, which sums them, and each verdict after it."""
    known = [orders.read(ROOT / "fixtures" / "orders" / "sn-2026.yaml")]
    rules, rows = engine.rules_of(known, statutes.load()), {size: ledger(size).rows for size in sizes}
    question = questions.from_plain(asked(0), known, "frågan")

    def first(size: int) -> object:
        return engine.rule(rules, replace(question, prior=Ledger(rows[size])))

    def later(asked: Question) -> object:
        return [engine.rule(rules, asked) for _ in range(100)]

    contenders: dict[str, Callable[[int], object]] = {}
    for size in sizes:
        contenders[f"first {size}"] = each_round(first, size)
        shared = replace(question, prior=Ledger(rows[size]))
        contenders[f"later {size}"] = each_round(later, shared)
    times = interleaved(contenders, rounds)
    lines = [f"{'in memory':<14}{'first, ms':>12}{'ratio':>8}{'later, ms':>12}{'ratio':>8}"]
    for size in sizes:
        cost, after = times[f"first {size}"], times[f"later {size}"] / 100
        lines.append(
            f"{size:<14}{cost * 1000:>12.2f}{cost / times[f'first {sizes[0]}']:>8.1f}{after * 1000:>12.3f}"
            f"{after * 100 / times[f'later {sizes[0]}']:>8.2f}"
        )
    return lines


def each_round(act: Callable[[Any], object], on: Any) -> Callable[[int], object]:
    return lambda _: act(on)


def in_database(sizes: tuple[int, ...]) -> list[str]:
    """A whole verdict through the database, in a demo region where so many decisions are signed."""
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import override_settings

    from decisions import earlier
    from delegation import authority, immutability
    from tests import world
    from tests.decisions.test_caps import capped, grant

    connection.creation.create_test_db(verbosity=0)
    lines = [f"{'in the database':<18}{'verdict, ms':>12}{'ratio':>8}"]
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    keys = {"KEYS_SECRET": "only-for-the-bench", "TSA_URL": ""}
    with (
        TemporaryDirectory() as name,
        override_settings(PASSWORD_HASHERS=hashers, DATA_DIR=Path(name), **keys),
    ):
        region = world.build(capped)
        pattern = world.sign(region, grant(region, 1))
    immutability.remove(connection)  # rows are copied beside the acts, as no user can
    question: dict[str, Any] = {
        key: value
        for key, value in (pattern.question or {}).items()
        if key not in ("appointments", "absences", "subdelegations", "prior")
    }
    made, base = 1, 0.0
    for size in sizes:
        copy(pattern, size - made)
        made = size
        times = []
        for _ in range(5):
            start = process_time()
            authority.judge(region.board, question, earlier.decisions)
            times.append(process_time() - start)
        cost = sorted(times)[2]
        base = base or cost
        lines.append(f"{size:<18}{cost * 1000:>12.1f}{cost / base:>8.1f}")
    return lines


def copy(pattern: Any, count: int) -> None:
    """So many more decisions like the signed one, on days spread over its year so far."""
    from decisions.models import Decision

    fields = [field.attname for field in Decision._meta.concrete_fields]
    for start in range(0, count, 5_000):
        rows = []
        for number in range(start, min(start + 5_000, count)):
            row = Decision(**{name: getattr(pattern, name) for name in fields if name != "id"})
            row.decided_on = pattern.decided_on - timedelta(days=number % 240)
            rows.append(row)
        Decision.objects.bulk_create(rows)


if __name__ == "__main__":
    lines = in_database(IN_DATABASE) if "--database" in sys.argv else in_memory(IN_MEMORY, 7)
    sys.stdout.write("\n".join(lines) + "\n")
