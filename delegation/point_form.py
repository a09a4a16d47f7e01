"""The form for one point of a draft, between what the format says and what an editor writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from delegation import condition_rows, expressions, written
from delegation.condition_rows import Row
from delegation.expressions import ExpressionError
from delegation.form_rows import Complaint, Data, Rows, complaints
from delegation.form_rows import written as posted
from delegation.formats import Fault, KeyPath
from delegation.order_forms import in_sentences
from delegation.point_fields import (
    CapRow,
    ConditionRow,
    HolderRow,
    PointFields,
    SubstituteRow,
    Words,
    cap_initial,
    lines,
)

_TABLES: dict[str, type[forms.Form]] = {
    "delegates": HolderRow,
    "substitutes": SubstituteRow,
    "conditions": ConditionRow,
    "caps": CapRow,
    "consult": HolderRow,
}
# What a point says when it says nothing.
_DEFAULTS: dict[str, Any] = {
    "substitutes": [],
    "ranked": False,
    "superiors": "",
    "own_unit": False,
    "when": None,
    "caps": [],
    "consult": [],
    "may_be_subdelegated": False,
    "four_eyes": True,
    "formerly": [],
    "valid_from": None,
    "valid_to": None,
    "legal_basis": [],
    "remark": "",
}
_MISSING = object()
_AS_IS = (
    "ranked",
    "superiors",
    "own_unit",
    "may_be_subdelegated",
    "four_eyes",
    "reporting",
    "appeal_route",
    "remark",
)


class PointForm:
    """The fields and tables of one point. `stored` is what the point says now, {} for a new one."""

    def __init__(
        self,
        words: Words,
        stored: Mapping[str, Any],
        *,
        data: Data | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.words, self.stored, self.data = words, stored, data
        # A row that is posted is held against an empty one, so that it counts however little it was changed.
        start = {} if data is not None else _initial(stored, words) if initial is None else initial
        self.main = PointFields(data, words=words, initial=start.get("main"), use_required_attribute=False)
        self.tables = {
            name: Rows(kind, name, data, start.get(name, ()), words=words) for name, kind in _TABLES.items()
        }
        self._paths: list[KeyPath] = []

    def placed(self, after: int | None) -> None:
        """Where the point stands now, when the form is read and not posted."""
        self.main.initial.setdefault("after", after if after is not None else "")

    def is_valid(self) -> bool:
        """Every field and row is checked, so that all faults are told at once."""
        checked = [self.main.is_valid(), *(table.is_valid() for table in self.tables.values())]
        if self.main.cleaned_data.get("expression") and self.tables["conditions"].filled():
            self.main.add_error("expression", "Skriv villkoret som rader eller som text. Töm det ena.")
            checked.append(False)
        if not self.tables["delegates"].filled():
            self.tables["delegates"].forms[0].add_error("position", "Välj minst en som får besluta.")
            checked.append(False)
        return all(checked)

    def after(self, act: str) -> PointForm:
        """The form with what was written, a row more or less, and nothing checked yet."""
        initial = {name: table.after(act) for name, table in self.tables.items()}
        return PointForm(self.words, self.stored, initial={"main": posted(self.main), **initial})

    def content(self) -> dict[str, Any]:
        """The point as the format has it. What is said by saying nothing is left out, as it was before."""
        given, rows = self.main.cleaned_data, self.tables
        tests = [Row(**row) for row in rows["conditions"].cleaned()]
        when, self._paths = condition_rows.from_rows(tests)
        types = self.main.types()
        kept = [kind for kind in self.stored.get("decision_types", []) if kind in types]
        found: dict[str, Any] = {
            "number": given["number"],
            "title": given["title"],
            "decision_types": [*kept, *(kind for kind in types if kind not in kept)],
            **{name: _plain(rows[name]) for name in ("delegates", "substitutes", "caps", "consult")},
            "when": given.get("when") or when,
            **{name: given[name] for name in _AS_IS},
            **{name: lines(given[name]) for name in ("formerly", "legal_basis")},
            **{name: given[name].isoformat() if given[name] else None for name in ("valid_from", "valid_to")},
        }
        return {
            key: value
            for key, value in found.items()
            if key not in _DEFAULTS or value != _DEFAULTS[key] or self.stored.get(key, _MISSING) == value
        }

    # --- faults

    def tell(self, faults: Iterable[Fault], at: KeyPath) -> None:
        """Put each fault of the order on its field; those that are elsewhere in the order stand first."""
        for fault in faults:
            text = in_sentences(fault)
            if fault.path[: len(at)] == at:
                form, field = self._field(fault.path[len(at) :])
                form.add_error(field, text)
            else:
                self.main.add_error(None, f"{self._elsewhere(fault.path)}{text}")

    def _field(self, path: KeyPath) -> tuple[forms.Form, str | None]:
        head, rest = (str(path[0]), path[1:]) if path else ("", ())
        if head == "when":
            return self._condition(rest)
        if head in self.tables and rest:
            rows = self.tables[head].filled()
            form = rows[int(rest[0])]
            name = str(rest[1]) if len(rest) > 1 else "position"
            return form, name if name in form.fields else None
        return self.main, head if head in self.main.fields else None

    def _condition(self, path: KeyPath) -> tuple[forms.Form, str | None]:
        rows = self.tables["conditions"].filled()
        for row, own in zip(rows, self._paths, strict=False):
            if path[: len(own)] == own and not self.main.cleaned_data.get("expression"):
                return row, "fact" if path[-1:] == ("fact",) else "value"
        return self.main, "expression"

    def _elsewhere(self, path: KeyPath) -> str:
        if path[:1] == ("points",) and len(path) > 1 and int(path[1]) < len(self.words.points):
            return f"En annan punkt, {self.words.points[int(path[1])][1]}: "
        return ""

    def complaints(self) -> list[Complaint]:
        """All that is wrong, in the order of the page."""
        if self.data is None:
            return []
        return complaints([self.main, *(form for table in self.tables.values() for form in table.forms)])


def _plain(table: Rows) -> list[Any]:
    return [form.plain() for form in table.filled()]  # type: ignore[attr-defined]


# --- from the format to the form -----------------------------------------------------------------------


def _initial(stored: Mapping[str, Any], words: Words) -> dict[str, Any]:
    rows = _conditions(stored.get("when"), words)
    main = {key: stored[key] for key in ("number", "title", *_AS_IS) if key in stored}
    main |= {"four_eyes": stored.get("four_eyes", True), "decision_types": stored.get("decision_types", [])}
    main |= {name: "\n".join(stored.get(name, [])) for name in ("formerly", "legal_basis")}
    main |= {name: stored.get(name) for name in ("valid_from", "valid_to")}
    if not words.types:
        main["decision_types"] = "\n".join(main["decision_types"])
    if rows is None:
        main["expression"] = expressions.write(stored["when"])
    return {
        "main": main,
        "delegates": _holders(stored.get("delegates", [])),
        "substitutes": [{"position": key} for key in stored.get("substitutes", [])],
        "conditions": rows or [],
        "caps": [cap_initial(cap, words) for cap in stored.get("caps", [])],
        "consult": _holders(stored.get("consult", [])),
    }


def _holders(rows: Sequence[Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"position": row} if isinstance(row, str) else row for row in rows]
    return [
        {"position": row["position"], "when": expressions.write(row["when"]) if "when" in row else ""}
        for row in found
    ]


def _conditions(when: dict[str, Any] | None, words: Words) -> list[dict[str, Any]] | None:
    """The rows that say exactly what the condition says; None when it must be written as text."""
    rows = condition_rows.to_rows(when)
    if rows is None or not all(_comes_back(row, words) for row in rows):
        return None
    return [
        {
            "fact": row.fact,
            "test": row.test,
            "because": row.because,
            "group": row.group,
            "value": _shown(row, words),
        }
        for row in rows
    ]


def _shown(row: Row, words: Words) -> str:
    return written.shown(row.value, words.facts[row.fact])


def _comes_back(row: Row, words: Words) -> bool:
    try:
        again = written.read(_shown(row, words), row.test, words.facts[row.fact], words.parameters)
    except ExpressionError:
        return False
    return bool(again == row.value)
