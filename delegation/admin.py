"""Boards, orders, positions and who holds them, to be read with their history."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin, TrackedAdmin
from delegation.models import (
    Absence,
    Appointment,
    Board,
    DelegationOrder,
    Logo,
    Organisation,
    Position,
    RulePoint,
    Subdelegation,
)


@admin.register(Organisation)
class OrganisationAdmin(TrackedAdmin):
    list_display = ["name", "court"]
    search_fields = ["name"]


@admin.register(Logo)
class LogoAdmin(ReadOnlyAdmin):
    list_display = ["sha256", "media_type"]
    exclude = ["content"]


@admin.register(Board)
class BoardAdmin(TrackedAdmin):
    list_display = ["code", "name", "organisation"]
    search_fields = ["code", "name"]


@admin.register(Position)
class PositionAdmin(TrackedAdmin):
    list_display = ["title", "key", "board"]
    list_filter = ["board"]
    search_fields = ["title", "key"]


@admin.register(Appointment)
class AppointmentAdmin(TrackedAdmin):
    list_display = ["person", "position", "kind", "unit", "starts_on", "ends_on", "decided_in"]
    list_filter = ["position__board", "kind"]
    search_fields = ["person__username", "person__name", "position__title", "decided_in"]
    date_hierarchy = "starts_on"


@admin.register(Absence)
class AbsenceAdmin(TrackedAdmin):
    list_display = ["person", "starts_on", "ends_on"]
    search_fields = ["person__username", "person__name"]
    date_hierarchy = "starts_on"


@admin.register(Subdelegation)
class SubdelegationAdmin(TrackedAdmin):
    list_display = ["point", "order", "from_position", "to_position", "starts_on", "ends_on", "decided_in"]
    list_filter = ["order__board"]
    search_fields = ["point", "to_position__title", "decided_in"]
    date_hierarchy = "starts_on"


@admin.register(DelegationOrder)
class DelegationOrderAdmin(TrackedAdmin):
    list_display = ["title", "version", "board", "state", "adopted_in", "valid_from", "valid_to"]
    list_filter = ["board", "state"]
    search_fields = ["title", "version", "adopted_in"]


@admin.register(RulePoint)
class RulePointAdmin(TrackedAdmin):
    list_display = ["number", "title", "order"]
    list_filter = ["order"]
    search_fields = ["number", "title"]
