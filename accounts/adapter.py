"""How logging in differs from the library's default: accounts are given by an administrator."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up for an office: the region gives its officials their accounts."""

    error_messages = DefaultAccountAdapter.error_messages | {
        # Five failed tries in five minutes: the library's own limit (ACCOUNT_RATE_LIMITS, login_failed).
        "too_many_login_attempts": (
            "För många misslyckade försök. Inloggningen är spärrad i fem minuter; kontot och det du har "
            "sparat är kvar. Försök igen då. Har du glömt lösenordet, be den som förvaltar systemet om ett "
            "nytt."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
