"""Every kind of page of the demo region, held against WCAG 2.2 AA by axe, and looked at in a narrow window.

With SCREENSHOTS=1 the pictures of the README and the docs are taken on the way.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Page

from accounts.models import User
from decisions.models import Case, Decision, Document, Meeting
from delegation import editing
from delegation.models import Appointment, DelegationOrder
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SHOWN = ("handlaggare-att-gora", "utkast", "underteckna", "anmalan", "vem-far-besluta", "punkt")
PICTURES = Path(settings.BASE_DIR) / "docs" / "screenshots"
# Below this a label may stand above its field, and a table scrolls in its own frame; the page never does.
NARROW = 320


@pytest.fixture
def demo(transactional_db: None) -> None:
    with override_settings(DEMO=True):
        call_command("load_demo", verbosity=0)


def log_in(page: Page, username: str) -> Page:
    page.goto("/konto/login/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill("delegat-demo-2020")
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url("**/")
    return page


def in_state(state: str, **more: Any) -> str:
    decision = Decision.objects.filter(state=state, case__board__code="RUN", **more).order_by("pk").first()
    assert decision is not None
    return str(decision.get_absolute_url())


def pages() -> dict[str, list[tuple[str, str]]]:
    """Who looks at what: user → (name of the picture, address)."""
    case = Case.objects.get(dnr="RUN/495/2020")
    open_list = Meeting.objects.filter(report__state="frozen", board__code="RUN").latest("held_on")
    order = draft_order()
    held = Appointment.objects.filter(position__board__code="RUN").earliest("pk")
    return {
        "martina": [
            ("handlaggare-att-gora", "/"),
            ("arenden", "/arenden/"),
            ("registrera", "/arenden/nytt/"),
            ("arende", case.get_absolute_url()),
            ("utkast", f"{in_state('draft', point='1.2', facts__commits_funds=True)}utkast/"),
            ("delegationsordning", "/delegationsordning/"),
            ("ordning", "/delegationsordning/RUN/2021:1/"),
            ("beslut-enligt-punkt", "/delegationsordning/RUN/2021:1/punkt/1.2/"),
            ("vem-far-besluta", f"/vem-far-besluta/RUN/?{_ASKED}"),
            ("inget-har", "/arenden/finns-inte/"),
            ("losenord", "/konto/losenord/"),
            ("verifiera", f"/verifiera/{Document.objects.get(decision__case=case, kind='decision').code}/"),
        ],
        "anders": [
            ("direktor-att-gora", "/"),
            ("underteckna", in_state("submitted", decider__username="anders")),
            ("undertecknat", in_state("reported", case=case)),
            ("sakerhet", "/konto/sakerhet/"),
            ("underteckna-flera", "/att-underteckna/"),
        ],
        "namndsekreterare": [
            ("sekreterare-att-gora", "/"),
            ("sammantraden", "/sammantraden/"),
            ("anmalan", open_list.get_absolute_url()),
            ("profil", "/organisation/RUN/"),
            ("bemanning", "/delegationsordning/RUN/bemanning/"),
            ("underteckna-i-dag", "/delegationsordning/RUN/bemanning/underteckna/"),
            ("forordnande-nytt", "/delegationsordning/RUN/bemanning/forordnanden/ny/"),
            ("vidaredelegation-ny", "/delegationsordning/RUN/bemanning/vidaredelegationer/ny/"),
            ("avslutad-franvaro", "/delegationsordning/RUN/bemanning/franvaro/avslutade/"),
            ("forordnande", f"/delegationsordning/RUN/bemanning/forordnanden/{held.pk}/"),
        ],
        "redaktor": [
            ("ny-version", "/delegationsordning/ny/RUN/"),
            ("aterspelning", f"/delegationsordning/RUN/{order.version}/aterspelning/"),
            ("jamfor-versioner", "/delegationsordning/jamfor/RUN/"),
            ("ordning-utkast", f"/delegationsordning/RUN/{order.version}/"),
            *((name, f"/delegationsordning/utkast/{order.pk}/{rest}") for name, rest in _EDITING),
            ("punkt", f"/delegationsordning/utkast/{order.pk}/punkt/{order.points.all()[1].pk}/"),
        ],
    }


_ASKED = "typ=cooperation_agreement&svar_amount=300000&svar_within_budget=ja&svar_years=3&forbud=nej"
_EDITING = (
    ("redigera-ordning", ""),
    ("ordning-uppgifter", "uppgifter/"),
    ("ordning-befattningar", "ord/befattningar/"),
    ("ordning-fragor", "ord/fragor/"),
    ("ny-punkt", "punkt/"),
    ("anta-ordning", "anta/"),
)


def draft_order() -> DelegationOrder:
    """A draft of the board's next version, as its editor begins one."""
    source = DelegationOrder.objects.get(board__code="RUN", version="2021:1")
    head = editing.Head(source.title, "2027:1", date(2999, 1, 1))
    return editing.start_copy(by=User.objects.get(username="redaktor"), source=source, head=head)


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    script = "async rules => (await axe.run(document, {runOnly: rules})).violations"
    found = page.evaluate(script, RULES)
    return [f"{row['id']}: {node['html'][:160]}" for row in found for node in row["nodes"]]


def test_the_pages_are_accessible_and_fit_a_narrow_window(demo: None, open_page: OpenPage) -> None:
    wrong: list[str] = []
    for username, rows in pages().items():
        page = log_in(open_page(), username)
        for name, address in rows:
            page.set_viewport_size({"width": 1280, "height": 900})
            page.goto(address)
            page.wait_for_load_state("networkidle")
            wrong += [f"{name}: {fault}" for fault in violations(page)]
            if os.environ.get("SCREENSHOTS") == "1" and name in SHOWN:
                page.wait_for_timeout(1500)  # the browser's PDF viewer tells nobody when it is done
                page.screenshot(path=PICTURES / f"{name}.png")
            page.set_viewport_size({"width": NARROW, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > NARROW:
                wrong.append(f"{name}: {wide} px wide in a window of {NARROW}")

    assert wrong == []


def test_the_login_page_is_accessible(page: Page) -> None:
    page.goto("/konto/login/")

    assert violations(page) == []


def test_the_draft_is_reached_and_sent_with_the_keyboard_alone(demo: None, open_page: OpenPage) -> None:
    page = log_in(open_page(), "martina")
    page.goto(f"{in_state('draft', point='1.2', facts__commits_funds=True)}utkast/")

    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    reached = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))

    assert skip == "Hoppa till innehållet"
    assert {"title", "point", "decider", "fact_amount", "attest_kl_6_38_1", "has_letter", "act"} <= reached
