"""Logging in and out and changing one's password: what an official needs of django-allauth, and no more."""

from allauth.account import views
from django.urls import URLPattern, path

urlpatterns: list[URLPattern] = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("losenord/", views.password_change, name="account_change_password"),
    # The login page asks for this address; the adapter keeps it closed.
    path("ny/", views.signup, name="account_signup"),
]
