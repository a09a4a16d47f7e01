"""The addresses of the delegation orders."""

from django.urls import URLPattern, path

from delegation.views import editing, files, orders, people, points, signers

urlpatterns: list[URLPattern] = [
    path("", orders.order_list, name="order_list"),
    # A board's code is in capitals: the words here never meet one.
    path("mall.xlsx", files.order_template, name="order_template"),
    path("ny/<str:board>/", editing.order_new, name="order_new"),
    path("fil/<int:pk>.<slug:kind>", files.order_file, name="order_file"),
    path("jamfor/<str:board>/", files.order_diff, name="order_diff"),
    path("utkast/<int:pk>/", editing.order_edit, name="order_edit"),
    path("utkast/<int:pk>/uppgifter/", editing.order_head, name="order_head"),
    path("utkast/<int:pk>/ord/<slug:part>/", editing.order_words, name="order_words"),
    path("utkast/<int:pk>/punkt/", points.point_new, name="point_new"),
    path("utkast/<int:pk>/punkt/<int:point>/", points.point_edit, name="point_edit"),
    path("utkast/<int:pk>/punkt/<int:point>/flytta/", points.point_move, name="point_move"),
    path("utkast/<int:pk>/anta/", editing.order_adopt, name="order_adopt"),
    path("utkast/<int:pk>/ta-bort/", editing.order_delete, name="order_delete"),
    path("<str:board>/bemanning/", people.people, name="people"),
    path("<str:board>/bemanning/underteckna/", signers.signers, name="signers"),
    path("<str:board>/bemanning/<slug:sort>/ny/", people.new, name="people_new"),
    path("<str:board>/bemanning/<slug:sort>/avslutade/", people.ended, name="people_ended"),
    path("<str:board>/bemanning/<slug:sort>/<int:pk>/", people.row, name="people_row"),
]
