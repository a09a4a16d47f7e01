"""Forms with rows that are added and taken away without a script: each press shows the page anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils.datastructures import MultiValueDict

MAX_ROWS = 1000  # Django takes no more fields in one post, so that no row is left out unseen
Data = MultiValueDict[str, Any]


class Rows:
    """A table of equal forms. A row that is left empty counts for nothing."""

    def __init__(
        self,
        kind: type[forms.Form],
        prefix: str,
        data: Data | None = None,
        initial: Sequence[dict[str, Any]] = (),
        **options: Any,
    ) -> None:
        self.prefix, self.data = prefix, data
        self.is_bound = data is not None
        count = _count(data.get(f"{prefix}-rows")) if data is not None else len(initial) + 1
        self.forms = [
            kind(
                data,
                prefix=f"{prefix}-{index}",
                initial=initial[index] if index < len(initial) else None,
                empty_permitted=True,
                use_required_attribute=False,
                **options,
            )
            for index in range(count)
        ]

    def is_valid(self) -> bool:
        checked = [form.is_valid() for form in self.forms]  # every row, so that all faults are told at once
        return all(checked)

    def filled(self) -> list[forms.Form]:
        return [form for form in self.forms if form.has_changed()]

    def cleaned(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.filled()]

    def after(self, act: str) -> list[dict[str, Any]]:
        """What stands in the rows, unread, when a button is pressed: `add:prefix` or `drop:prefix:3`."""
        kind, _, rest = act.partition(":")
        prefix, _, index = rest.partition(":")
        last = max((number for number, form in enumerate(self.forms) if form.has_changed()), default=-1)
        rows = [written(form) for form in self.forms[: last + 1]]
        if prefix != self.prefix:
            return rows
        if kind == "drop":
            return [row for number, row in enumerate(rows) if str(number) != index]
        return [*rows, {}]


def _count(text: Any) -> int:
    return (
        max(1, min(int(text), MAX_ROWS)) if isinstance(text, str) and text.isascii() and text.isdigit() else 1
    )


def written(form: forms.Form) -> dict[str, Any]:
    """What was posted in the fields, unread: a form that is shown anew begins with it."""
    return {
        name: field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        for name, field in form.fields.items()
    }


class Complaint(NamedTuple):
    """A fault for the summary at the top: the id of its field, the field's name and what is wrong."""

    anchor: str
    label: str
    text: str


def complaints(every: Iterable[forms.Form]) -> list[Complaint]:
    """All that is wrong with the forms, in the order of the page; what belongs to no field has no anchor."""
    found = []
    for form in every:
        found += [Complaint("", "", str(text)) for text in form.non_field_errors()]
        for field in form:
            anchor = field.id_for_label or field.auto_id
            found += [Complaint(anchor, str(field.label), str(text)) for text in field.errors]
    return found
