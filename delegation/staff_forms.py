"""The forms of an appointment, an absence and a subdelegation. They save nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict

from accounts import tracked
from accounts.models import User
from delegation import authority
from delegation.fields import MESSAGES, TextField, day
from delegation.models import (
    Absence,
    Appointment,
    Board,
    DelegationOrder,
    Kind,
    Position,
    Subdelegation,
    SubdelegationReporting,
)
from delegation.staff import Row
from delegation.swedish import swedish
from delegation.terms import Order

# A reason in the history has room for so much.
_REASON = 100


class _Choice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable when run
    """One of the rows that are offered; a person is told from a namesake by the title."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label=label, queryset=None, empty_label="Välj", error_messages=MESSAGES, **options)

    def label_from_instance(self, row: Any) -> str:
        return f"{row}, {row.title}" if isinstance(row, User) and row.title else str(row)


class RowForm(forms.Form):
    """What the forms share: a stored row also asks why it changes, and remembers which version was shown."""

    model: ClassVar[type[Row]]

    def __init__(
        self, data: QueryDict | None, *, board: Board, row: Row | None, user: User, today: date
    ) -> None:
        super().__init__(data, initial=self.from_row(row) if row else {})
        self.board, self.row = board, row
        self.offer(user, today)
        if row:
            self.fields["why"] = TextField(
                label="Varför ändras raden?",
                help_text="Till exempel: slutar, förlängt, fel dag. Det sparas i radens historik.",
                max_length=_REASON,
            )
            shown = tracked.revision(row)
            self.fields["shown"] = forms.IntegerField(widget=forms.HiddenInput, initial=shown)

    def from_row(self, row: Row) -> dict[str, Any]:
        return {name: getattr(row, name) for name in self.base_fields if hasattr(row, name)}

    def offer(self, user: User, today: date) -> None:
        """Fill the choices with what there is at the board."""
        raise NotImplementedError

    def values(self) -> dict[str, Any]:
        """What the row is to say, by the model's fields."""
        return {name: self.cleaned_data[name] for name in self.base_fields}

    def among(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def tell(self, error: ValidationError) -> None:
        """Show each fault at its field, and what concerns no field of the form above it."""
        for name, faults in error.update_error_dict({}).items():
            self.add_error(name if name in self.fields else None, faults)


class AppointmentForm(RowForm):
    model = Appointment

    person = _Choice("Person", help_text="De som har en roll i nämnden. En ny person behöver en roll först.")
    position = _Choice("Befattning")
    kind = forms.ChoiceField(
        label="Slag",
        choices=Kind.choices,
        help_text=(
            "Tillförordnad har en vakant befattning för en tid. Tjänstförrättande gör tjänsten medan den "
            "ordinarie är borta."
        ),
        error_messages=MESSAGES,
    )
    unit = TextField(
        label="Enhet",
        help_text="Bara om befattningen beslutar i den egna enheten. Samma namn som i ärendena.",
        max_length=200,
        required=False,
    )
    starts_on = day("Första dag")
    ends_on = day("Sista dag", required=False, help_text="Dagen räknas med. Lämna tomt för tills vidare.")
    decided_in = TextField(
        label="Beslut som förordnandet vilar på", help_text="Till exempel RUN § 12/2026.", max_length=200
    )

    def offer(self, user: User, today: date) -> None:
        self.among("person", people_of(self.board))
        self.among("position", _seats(self.board))


class AbsenceForm(RowForm):
    model = Absence

    person = _Choice("Person")
    starts_on = day("Första dag")
    ends_on = day("Sista dag", required=False, help_text="Dagen räknas med. Lämna tomt för tills vidare.")
    decided_in = TextField(
        label="Beslut, om det finns ett",
        help_text="Till exempel ledighetsbeslut 2026-05-04. Skriv aldrig varför någon är borta.",
        max_length=200,
        required=False,
    )

    def offer(self, user: User, today: date) -> None:
        self.among("person", people_of(self.board))


class OwnAbsenceForm(AbsenceForm):
    """For someone who may record only their own."""

    def offer(self, user: User, today: date) -> None:
        self.among("person", User.objects.filter(pk=user.pk))
        self.fields["person"].initial = user


class SubdelegationForm(RowForm):
    model = Subdelegation

    point = forms.ChoiceField(
        label="Punkt", help_text="De punkter som nämnden låter vidaredelegera.", error_messages=MESSAGES
    )
    from_position = _Choice("Från", help_text="Förvaltningschefen, som själv är delegat i punkten.")
    to_position = _Choice("Till", help_text="En anställd. Uppdraget kan inte föras vidare därifrån.")
    decided_by = _Choice(
        "Vem har beslutat?", help_text="Den som har förvaltningschefens befattning på den första dagen."
    )
    reporting = forms.ChoiceField(
        label="Till vem anmäls besluten?",
        choices=[("", "som punkten säger"), *SubdelegationReporting.choices],
        initial=SubdelegationReporting.TO_HEAD,
        required=False,
        help_text=(
            "Chefen får veta det utöver vad punkten säger: beslut som enligt punkten anmäls till nämnden "
            "står också på nämndens lista, och beslut med eget protokoll får också sitt protokoll."
        ),
        error_messages=MESSAGES,
    )
    starts_on = day("Första dag")
    ends_on = day("Sista dag", required=False, help_text="Dagen räknas med. Lämna tomt för tills vidare.")
    decided_in = TextField(
        label="Beslutet om vidaredelegation", help_text="Till exempel RUN/12/2026.", max_length=200
    )

    def from_row(self, row: Row) -> dict[str, Any]:
        assert isinstance(row, Subdelegation)
        return super().from_row(row) | {"point": f"{row.order_id}:{row.point}"}

    def offer(self, user: User, today: date) -> None:
        versions = _versions(self.board, self.row, today)
        point = self.fields["point"]
        assert isinstance(point, forms.ChoiceField)
        point.choices = [("", "Välj"), *_points(versions)]
        rows = [position for _, order in versions for position in order.positions.values()]
        heads = {row.key for row in rows if row.head_of_administration}
        employed = {row.key for row in rows if not (row.elected or row.body)}
        self.among("from_position", _positions(self.board, heads))
        self.among("to_position", _positions(self.board, employed))
        since = min((version.valid_from for version, _ in versions), default=today)
        over = Appointment.objects.filter(ends_on__lt=since)
        held = Appointment.objects.filter(position__in=_positions(self.board, heads)).exclude(pk__in=over)
        gave = User.objects.filter(appointments__in=held)
        self.among("decided_by", gave.distinct().order_by(swedish("name"), "pk"))

    def values(self) -> dict[str, Any]:
        order, _, number = self.cleaned_data["point"].partition(":")
        return super().values() | {"order": DelegationOrder.objects.get(pk=order), "point": number}


def people_of(board: Board) -> Any:
    """Those with a role or a position at the board, by name."""
    at_board = Q(board_roles__board=board, is_active=True) | Q(appointments__position__board=board)
    return User.objects.filter(at_board).distinct().order_by(swedish("name"), "pk")


def _positions(board: Board, keys: set[str]) -> Any:
    return board.positions.filter(key__in=keys).order_by(swedish("title"), "pk")


def _seats(board: Board) -> Any:
    """The positions that someone can hold: a committee is held by nobody."""
    tables = board.orders.values_list("vocabulary__positions", flat=True)
    bodies = {key for table in tables for key, row in table.items() if row.get("body")}
    rows: Any = Position.objects.filter(board=board).exclude(key__in=bodies)
    return rows.order_by(swedish("title"), "pk")


def _versions(board: Board, row: Any, today: date) -> list[tuple[DelegationOrder, Order]]:
    """The version in force and those to come, and the one that a stored row names."""
    current = authority.in_force(board, today)
    named = {row.order_id} if row else set()
    if current:
        named.add(current.row.pk)
    rows = [
        version for version in authority.adopted(board) if version.valid_from > today or version.pk in named
    ]
    return [(version, authority.read(version)) for version in rows]


def _points(versions: Sequence[tuple[DelegationOrder, Order]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The points that may be subdelegated, under their versions."""
    return [
        (
            f"Version {order.version}",
            [
                (f"{row.pk}:{point.number}", f"{point.number} {point.title}")
                for point in order.points
                if point.may_be_subdelegated
            ],
        )
        for row, order in versions
    ]
