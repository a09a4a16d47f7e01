"""Every address of the site. The pages themselves are named in decisions/urls.py."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("konto/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("", include("decisions.urls")),
]
