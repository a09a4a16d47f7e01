"""The admin shows what is stored and how it came to be. Nothing can be changed there, by nobody.

A change made past the actions would be in no log. Users, roles, appointments and orders are kept with
commands (add_user, change_user, appoint, absent, adopt_order), cases and decisions with the pages' buttons.
"""

from __future__ import annotations

from typing import Any

import allauth.account.admin  # registers what is taken back below
import allauth.mfa.admin  # noqa: F401
import django.contrib.auth.admin  # noqa: F401
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import DeletedObject
from simple_history.template_utils import HistoricalRecordContextHelper

from accounts.models import BoardRole, User

admin.site.site_header = "Delegat – uppgifterna som de är sparade"
admin.site.site_title = "Delegat"
admin.site.index_title = "Visa uppgifter och historik"
admin.site.site_url = "/"
# The same login page, with its limit on attempts, as everywhere else.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Registered by libraries to be edited. Groups and addresses give nobody access, which follows from the roles
# at the boards; an authenticator holds a secret, and is reset with a command (reset_factors).
admin.site.unregister([Group, EmailAddress, Authenticator])


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when run
    """Rows are shown to superusers and to staff who may view the model; nobody adds, changes or deletes."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """An address asks only what the page's filters ask: no password is guessed letter by letter."""
        return any(lookup.split("__")[0] == name for name in self.list_filter)


class _Changes(HistoricalRecordContextHelper):  # type: ignore[misc]
    """What differs between two versions."""

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        if isinstance(value, DeletedObject) and value.pk is None:
            return ""  # a key that was empty, which the library takes for a deleted row
        return super().prepare_delta_change_value(change, value)


class TrackedAdmin(ReadOnlyAdmin, SimpleHistoryAdmin):  # type: ignore[misc]
    """Rows with their history, version by version, to read and not to go back to."""

    object_history_list_template = "admin/history_list.html"
    object_history_form_template = "admin/history_version.html"

    def history_view_title(self, request: HttpRequest, obj: Model) -> str:
        return f"Historik: {obj}"

    def history_form_view_title(self, request: HttpRequest, obj: Model) -> str:
        return f"Tidigare version: {obj}"

    def get_historical_record_context_helper(self, request: HttpRequest, record: Any) -> _Changes:
        return _Changes(self.model, record)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Every field: the history's form asks here alone whether to show inputs."""
        hidden = self.exclude or ()
        fields = [*self.opts.fields, *self.opts.many_to_many]
        return [field.name for field in fields if field.name not in hidden]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        self._require_shown(request, object_id)
        response: HttpResponse = super().history_view(request, object_id, extra_context)
        return response

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        # The library saves the old version on POST for everyone who may view it.
        if request.method != "GET":
            raise PermissionDenied
        self._require_shown(request, object_id)
        response: HttpResponse = super().history_form_view(request, object_id, version_id, extra_context)
        return response

    def _require_shown(self, request: HttpRequest, object_id: str) -> None:
        """History is shown of rows that the list shows, so that it is no way around get_queryset."""
        if self.get_object(request, object_id) is None:
            raise Http404


@admin.register(User)
class UserAdmin(TrackedAdmin):
    list_display = ["username", "name", "title", "email", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser", "board_roles__role"]
    search_fields = ["username", "name", "title", "email"]
    ordering = ["username"]
    exclude = ["password", "groups", "user_permissions"]


@admin.register(BoardRole)
class BoardRoleAdmin(TrackedAdmin):
    list_display = ["user", "role", "board"]
    list_filter = ["board", "role"]
    search_fields = ["user__username", "user__name"]
    list_select_related = ["user", "board"]
