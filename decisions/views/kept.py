"""A draft that could not be received comes back to its writer, on a page that can send it again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_BAD_ORIGIN
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django_prose_editor.fields import ProseEditorFormField

from decisions.drafting import DraftForm
from decisions.richtext import to_text

View = Callable[..., HttpResponse]


def keeps_text(view: View) -> View:
    """Like login_required, but what is posted without a session comes back instead of going lost."""

    @wraps(view)
    def respond(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **options)
        if request.method != "POST":
            return redirect_to_login(request.get_full_path())
        if "HX-Request" in request.headers:
            return _logged_out(request)
        return _handed_back(request, 401)

    return respond


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW. Logging in again, in another tab, makes the token of an open draft old.

    Only what this site's own page posted is given back with a new token: one click on another site's text
    would save it.
    """
    match, origin = request.resolver_match, request.headers.get("Origin")
    is_our_own = origin is not None and reason != REASON_BAD_ORIGIN % origin
    if match and match.view_name == "autosave" and not request.user.is_authenticated:
        return _logged_out(request)
    if match and match.view_name == "draft" and is_our_own:
        return _handed_back(request, 403)
    return render(request, "403_csrf.html", status=403)


def _logged_out(request: HttpRequest) -> HttpResponse:
    """What an autosave is told; htmx shows it (see templates/base.html)."""
    return render(request, "decisions/parts/autosave.html", {"is_logged_out": True}, status=401)


@never_cache
def _handed_back(request: HttpRequest, status: int) -> HttpResponse:
    posted = request.POST.copy()
    posted.pop("csrfmiddlewaretoken", None)
    if request.FILES:
        posted["act"] = "save"  # without its file the basis would be but a title
    rich = [name for name, field in DraftForm.base_fields.items() if isinstance(field, ProseEditorFormField)]
    written = [(str(DraftForm.base_fields[name].label), to_text(posted.get(name, ""))) for name in rich]
    context = {
        "fields": [(name, value) for name, values in posted.lists() for value in values],
        "texts": [(label, text) for label, text in written if text],
        "has_files": bool(request.FILES),
    }
    return render(request, "decisions/kept.html", context, status=status)
