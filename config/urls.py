"""Every address of the site. The pages themselves are named in each app's urls.py."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

handler500 = "config.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("konto/", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("delegationsordning/", include("delegation.urls")),
    path("vem-far-besluta/", include("delegation.ask_urls")),
    path("", include("decisions.urls")),
]
