"""The addresses of the delegation orders."""

from django.urls import URLPattern, path

from delegation import views

urlpatterns: list[URLPattern] = [
    path("", views.order_list, name="order_list"),
    path("<slug:board>/<str:version>/", views.order, name="order"),
]
