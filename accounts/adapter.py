"""How logging in differs from the library's default: accounts are given by an administrator."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from accounts import tracked
from accounts.models import User

# What the library would mail about is kept in the user's history instead; nothing sends mail yet.
_CHANGES = {
    "mfa/email/totp_activated": "lade till app med engångskoder",
    "mfa/email/totp_deactivated": "tog bort app med engångskoder",
    "mfa/email/webauthn_added": "lade till passkey",
    "mfa/email/webauthn_removed": "tog bort passkey",
    "mfa/email/recovery_codes_generated": "tog fram nya reservkoder",
}
_METHODS = {
    "reauthenticate": "Bekräfta med lösenord",
    "mfa_reauthenticate": "Bekräfta med kod från appen eller en reservkod",
    "mfa_reauthenticate:webauthn": "Bekräfta med passkey",
}


class StaffOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up for an office: the region gives its officials their accounts."""

    error_messages = DefaultAccountAdapter.error_messages | {
        # Five failed tries in five minutes: the library's own limit (ACCOUNT_RATE_LIMITS, login_failed).
        "too_many_login_attempts": (
            "För många misslyckade försök. Inloggningen är spärrad i fem minuter; kontot och det du har "
            "sparat är kvar. Försök igen då. Har du glömt lösenordet, be den som förvaltar systemet om ett "
            "nytt."
        ),
        "rate_limited": ("För många misslyckade försök. Inget är ändrat. Vänta fem minuter och försök igen."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Who has a second factor confirms with it, so that no password alone can take it away.

        A passkey comes first: who has no app would otherwise be asked for a code.
        """
        found = super().get_reauthentication_methods(user)
        second = [method for method in found if method["id"] != "reauthenticate"]
        second.sort(key=lambda method: method["id"] != "mfa_reauthenticate:webauthn")
        return [method | {"description": _METHODS[method["id"]]} for method in second or found]

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **options: Any) -> None:
        if template_prefix in _CHANGES:
            tracked.save(user, user, _CHANGES[template_prefix])


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """How factors are named and spoken of."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Det stämmer inte, eller är redan använt. Inget är ändrat; försök igen.",
        "cannot_generate_recovery_codes": (
            "Reservkoder hör till en app eller en passkey. Inget är ändrat. Lägg till en sådan först."
        ),
    }

    def get_totp_issuer(self) -> str:
        return "Delegat"

    def _get_user_identifier(self, user: User) -> str:
        return user.username

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {count + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Delegat"}
