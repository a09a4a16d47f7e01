"""Headers that keep a page to itself: what it may load and run, and that no cache keeps it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django_prose_editor.widgets import importmap

Responder = Callable[[HttpRequest], HttpResponseBase]

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-src": "'self'",
    "frame-ancestors": "'self'",
}
# What is no page (a PDF, a CSV file) runs nothing; the browser's own PDF viewer is still let to show it.
FILE_POLICY = {"script-src": "'none'", "frame-ancestors": "'self'"}
PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"

# The one inline style element that the text editor adds. A browser test fails when a new version changes it.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"
_IMPORT_MAP = b'<script type="importmap"'


def headers(get_response: Responder) -> Responder:
    """Middleware: the headers of every answer but static files, which WhiteNoise gives before it."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(response))
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if settings.SESSION_COOKIE_NAME in {*request.COOKIES, *response.cookies}:
            # Logged in, or just logging in or out. "Back" after logging out shows nothing (OSL).
            response.headers["Cache-Control"] = "no-store"
        return response

    return respond


def policy(response: HttpResponseBase) -> str:
    """The Content-Security-Policy: only what this site serves, nothing inline but the editor's own."""
    rules = FILE_POLICY
    if response.headers.get("Content-Type", "").startswith("text/html"):
        rules = POLICY
        if isinstance(response, HttpResponse) and _IMPORT_MAP in response.content:
            rules = POLICY | {
                "script-src": f"'self' {_import_map()}",
                "style-src": f"'self' {EDITOR_STYLE}",
            }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _import_map() -> str:
    """The editor's import map, which can only stand inline, as a hash source: that text and no other."""
    text = str(importmap).removeprefix('<script type="importmap">').removesuffix("</script>")
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
