"""The addresses of ”Vem får besluta?”."""

from django.urls import URLPattern, path, re_path

from delegation.views import asking

urlpatterns: list[URLPattern] = [
    path("", asking.ask_boards, name="ask_boards"),
    re_path(r"^(?P<board>[A-ZÅÄÖ]{1,20})/$", asking.ask, name="ask"),
]
