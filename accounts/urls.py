"""Logging in and out, password and second factors: what an official needs of django-allauth, and no more."""

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, path, reverse_lazy

remove_passkey = webauthn.RemoveWebAuthnView.as_view(success_url=reverse_lazy("mfa_index"))

urlpatterns: list[URLPattern] = [
    path("login/", views.login, name="account_login"),
    path("login/andra-faktor/", mfa.authenticate, name="mfa_authenticate"),
    path("logout/", views.logout, name="account_logout"),
    path("losenord/", views.password_change, name="account_change_password"),
    # The login page asks for this address; the adapter keeps it closed.
    path("ny/", views.signup, name="account_signup"),
    path("sakerhet/", mfa.index, name="mfa_index"),
    path("sakerhet/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("sakerhet/app/ta-bort/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("sakerhet/passkey/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("sakerhet/passkey/<int:pk>/ta-bort/", remove_passkey, name="mfa_remove_webauthn"),
    path("sakerhet/reservkoder/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("sakerhet/reservkoder/nya/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    # Asked before any of these is changed.
    path("bekrafta/losenord/", views.reauthenticate, name="account_reauthenticate"),
    path("bekrafta/kod/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("bekrafta/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
]
