"""The addresses of the delegation orders."""

from django.urls import URLPattern, path

from delegation.views import orders, people

urlpatterns: list[URLPattern] = [
    path("", orders.order_list, name="order_list"),
    path("<slug:board>/bemanning/", people.people, name="people"),
    path("<slug:board>/bemanning/<slug:sort>/ny/", people.new, name="people_new"),
    path("<slug:board>/bemanning/<slug:sort>/avslutade/", people.ended, name="people_ended"),
    path("<slug:board>/bemanning/<slug:sort>/<int:pk>/", people.row, name="people_row"),
    path("<slug:board>/<str:version>/", orders.order, name="order"),
]
