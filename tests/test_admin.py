"""The admin shows every row and its history, and changes nothing, whoever asks."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core import serializers
from django.db.models import Model
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import BoardRole, Role, User
from decisions import actions
from decisions.follow_ups import Kind
from decisions.models import (
    BoardReport,
    Case,
    Decision,
    Document,
    Event,
    OwnProtocol,
    Prolonged,
    Rendition,
    ReportLine,
)
from delegation.models import Logo, Subdelegation
from tests import world
from tests.decisions import sendings
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

APPS = ("accounts", "delegation", "decisions")
MODELS = [
    model
    for app in APPS
    for model in apps.get_app_config(app).get_models()
    if not model.__name__.startswith("Historical")
]
TRACKED = [model for model in MODELS if hasattr(model, "history")]
EVERY_MODEL = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
EVERY_TRACKED = pytest.mark.parametrize("model", TRACKED, ids=lambda model: model._meta.label)


@pytest.fixture
def region() -> World:
    """A region in which every model has a row."""
    region = world.build()
    Logo.objects.create(sha256="0" * 64, media_type="image/png", content=b"")
    world.away(region.deputy, NOW.date())
    decision = world.drafted(region, letter=sendings.LETTER)
    actions.add_basis(by=region.officer, decision=decision, title="Förslag", now=NOW)
    head = region.board.positions.get(key="regional_development_director")
    other = region.board.positions.get(key="deputy_director")
    actions.add_consultation(
        by=region.officer, decision=decision, position=other, dated=date(2020, 8, 1), note="", now=NOW
    )
    Subdelegation.objects.create(
        order=region.board.orders.get(version="2020:1"),
        point="3.2",
        from_position=head,
        to_position=other,
        decided_by=region.director,
        decided_in="RUN/1/2020",
        starts_on=date(2020, 1, 1),
    )
    signed = world.signed(region)
    actions.start_follow_up(
        by=region.officer, decision=signed, kind=Kind.REPLACEMENT, ground="", because="Nytt.", now=NOW
    )
    actions.mark_without_power(by=region.secretary, decision=signed, comment="Utan rätt.", now=NOW)
    actions.create_meeting(by=region.secretary, board=region.board, held_on=date(2020, 9, 23), now=NOW)
    actions.submit(by=region.officer, decision=decision, now=NOW)
    signed = sendings.signed(region, decision)
    ReportLine.objects.create(report=BoardReport.objects.get(), decision=signed, line=1)
    with override_settings(SENDS_EMAIL=True):
        sendings.heard_of(region, sendings.sent(region, signed))
    Prolonged.objects.create(
        document=Document.objects.earliest("pk"), sha256="3" * 64, size=1, made_at=NOW, holds_until=NOW
    )
    OwnProtocol.objects.create(decision=signed, board=region.board, year=2020, number=1)
    Rendition.objects.create(of_sha256="1" * 64, sha256="2" * 64, size=1, made_at=NOW)
    _countersigned(region)
    return region


def _countersigned(region: World) -> None:
    """A signed letter with a link, and with a copy that has been reviewed."""
    letter = actions.Letter(title="A", recipient_name="B", body="<p>C</p>", wants_countersignature=True)
    actions.add_clause(by=region.secretary, board=region.board, language="sv", title="A", text="B", now=NOW)
    signed = world.signed(region, letter=letter)
    actions.make_link(by=region.officer, decision=signed, last_day=date(2020, 9, 30), now=NOW)
    copy = actions.receive_copy(
        by=region.officer, decision=signed, content=b"%PDF-1", file_name="b.pdf", signed_by="B", now=NOW
    )
    actions.accept_copy(by=region.officer, copy=copy, now=NOW)


@pytest.fixture
def superuser(region: World) -> Client:
    user = User.objects.create_superuser("drift", "drift@example.org", None, name="Driften")
    client = Client()
    client.force_login(user)
    return client


def address(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def everything() -> str:
    """All rows of the three apps, the histories' too, as one comparable text."""
    models = [
        model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    return "\n".join(serializers.serialize("json", model._default_manager.order_by("pk")) for model in models)


def inputs(response: Any) -> list[str]:
    """The buttons and fields on the page that belong to no search, no logout and no theme."""
    body = response.content.decode()
    main = body[body.index('id="content"') :]
    return re.findall(r'<(?:input|textarea|select)[^>]* name="(?!csrfmiddlewaretoken|q")[^"]*"[^>]*>', main)


@EVERY_MODEL
def test_a_superuser_sees_the_rows_of_every_model_and_nothing_to_change_them_with(
    superuser: Client, model: type[Model]
) -> None:
    row = model._default_manager.order_by("pk")[0]

    listed = superuser.get(address(model, "changelist"))
    shown = superuser.get(address(model, "change", row.pk))

    assert listed.status_code == 200
    assert address(model, "change", row.pk) in listed.content.decode()
    assert shown.status_code == 200
    assert inputs(listed) == []
    assert inputs(shown) == []
    assert "deletelink" not in shown.content.decode()


@EVERY_MODEL
@pytest.mark.parametrize("page", ["add", "change", "delete"])
def test_a_superuser_cannot_add_change_or_delete_a_row_of_any_model(
    superuser: Client, model: type[Model], page: str
) -> None:
    row = model._default_manager.order_by("pk")[0]
    url = address(model, page) if page == "add" else address(model, page, row.pk)
    before = everything()

    response = superuser.post(url, {"name": "Ändrad", "title": "Ändrad", "post": "yes", "_save": "1"})

    assert response.status_code == 403
    assert everything() == before


@EVERY_MODEL
def test_no_row_is_deleted_in_bulk_from_the_list(superuser: Client, model: type[Model]) -> None:
    pks = [str(row.pk) for row in model._default_manager.all()]
    form = {"action": "delete_selected", "_selected_action": pks, "post": "yes", "index": "0"}
    before = everything()

    superuser.post(address(model, "changelist"), form)

    assert everything() == before


@EVERY_TRACKED
def test_the_history_of_a_row_is_shown_and_offers_no_way_back(superuser: Client, model: Any) -> None:
    version = model.history.order_by("history_id")[0]
    model_pk = getattr(version, model._meta.pk.attname)

    history = superuser.get(address(model, "history", model_pk))
    old = superuser.get(address(model, "simple_history", model_pk, version.history_id))

    assert history.status_code == 200
    assert old.status_code == 200
    assert inputs(old) == []


def test_the_history_says_in_swedish_what_changed_by_whom(superuser: Client) -> None:
    decision = Decision.objects.get(case__dnr="RUN/1/2020")

    page = superuser.get(address(Decision, "history", decision.pk)).content.decode()

    assert "Historik: RUN/1/2020 Avsiktsförklaring" in page
    assert "<strong>Punkt:</strong> (tomt) → 1.2" in page
    assert "(tomt) → Director" in page
    assert "Officer" in page


@EVERY_TRACKED
def test_no_old_version_is_brought_back(superuser: Client, model: Any) -> None:
    version = model.history.order_by("history_id")[0]
    model_pk = getattr(version, model._meta.pk.attname)
    before = everything()

    response = superuser.post(
        address(model, "simple_history", model_pk, version.history_id), {"title": "Gammal", "name": "Gammal"}
    )

    assert response.status_code == 403
    assert everything() == before


def test_the_admin_holds_exactly_the_models_of_the_three_apps() -> None:
    assert {model._meta.label for model in admin.site._registry} == {model._meta.label for model in MODELS}


def test_a_password_is_not_shown_even_as_a_hash(superuser: Client, region: World) -> None:
    region.officer.set_password("ett långt lösenord")
    region.officer.save()

    page = superuser.get(address(User, "change", region.officer.pk)).content.decode()

    assert region.officer.username in page
    assert region.officer.password not in page


# --- secrecy -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["change", "history"])
def test_a_confidential_case_is_hidden_from_a_superuser_without_a_role(
    superuser: Client, region: World, page: str
) -> None:
    hidden = world.case_of(region, title="Känsligt", confidential=True)

    listed = superuser.get(address(Case, "changelist")).content.decode()
    response = superuser.get(address(Case, page, hidden.pk))

    assert "Känsligt" not in listed
    assert response.status_code in (302, 404)


def test_an_old_version_of_a_confidential_case_is_hidden_too(superuser: Client, region: World) -> None:
    hidden = world.case_of(region, title="Känsligt", confidential=True)
    version = hidden.history.get()

    response = superuser.get(address(Case, "simple_history", hidden.pk, version.history_id))

    assert response.status_code == 404


def test_the_events_of_a_confidential_case_are_hidden_too(superuser: Client, region: World) -> None:
    hidden = world.case_of(region, title="Känsligt", confidential=True)

    assert hidden.dnr not in superuser.get(address(Event, "changelist")).content.decode()


def test_an_auditor_of_the_board_sees_its_confidential_cases(superuser: Client, region: World) -> None:
    hidden = world.case_of(region, title="Känsligt", confidential=True)
    BoardRole.objects.create(board=region.board, user=User.objects.get(username="drift"), role=Role.AUDITOR)

    assert superuser.get(address(Case, "change", hidden.pk)).status_code == 200


# --- who comes in --------------------------------------------------------------------------------------


def test_the_admin_has_no_login_of_its_own(db: None) -> None:
    response = Client().get("/admin/login/")

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/konto/login/")


def test_an_official_without_the_staff_flag_stays_outside(region: World) -> None:
    client = Client()
    client.force_login(region.secretary)

    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.django_db
def test_no_address_guesses_a_password_letter_by_letter(region: World) -> None:
    root = User.objects.create_superuser("root", "root@example.org", "hemligt-losenord", name="Root")
    client = Client()
    client.force_login(root)
    address = reverse("admin:accounts_user_changelist")

    answer = client.get(address, {"username": "root", "password__startswith": root.password[:3]})

    assert answer.status_code in (302, 400)
