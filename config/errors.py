"""Answers in Swedish where the framework has none: a body that cannot be read, and a busy database."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

Responder = Callable[[HttpRequest], HttpResponseBase]

# PostgreSQL: could not get the lock in time, deadlock, no connection to spare, stopped after its time limit.
_BUSY = {"55P03", "40P01", "53300", "57014"}
_LOCKED = ("database is locked", "database table is locked", "database schema is locked")


def utf8_only(get_response: Responder) -> Responder:
    """Middleware: a body in another charset than UTF-8 is not read. No browser sends one to these pages."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        charset = (request.content_params or {}).get("charset")
        if charset is not None:
            if not _is_utf8(charset):
                return _page("400.html", 400)
            request.encoding = "utf-8"  # however it was spelled
        return get_response(request)

    return respond


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: called while the error is being handled. A busy database asks for another try."""
    if is_busy(sys.exc_info()[1]):
        response = _page("503.html", 503)
        response["Retry-After"] = "10"
        return response
    return _page("500.html", 500)


def is_busy(error: BaseException | None) -> bool:
    """Did the database only lack time? Then the same act may succeed a moment later."""
    if not isinstance(error, OperationalError):
        return False
    return getattr(error.__cause__, "sqlstate", None) in _BUSY or str(error).startswith(_LOCKED)


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return False


def _page(template: str, status: int) -> HttpResponse:
    return HttpResponse(render_to_string(template), status=status)
