"""The request of someone who is logged in."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.models import User


class UserRequest(HttpRequest):
    """A request behind @login_required."""

    user: User
