"""The addresses of cases, decisions and lists."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
