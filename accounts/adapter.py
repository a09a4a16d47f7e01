"""How logging in differs from the library's default: accounts are given by an administrator."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up for an office: the region gives its officials their accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
