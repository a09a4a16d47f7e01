"""The addresses of the delegation orders."""

from django.urls import URLPattern, path

from delegation.views import orders

urlpatterns: list[URLPattern] = [
    path("", orders.order_list, name="order_list"),
    path("<slug:board>/<str:version>/", orders.order, name="order"),
]
