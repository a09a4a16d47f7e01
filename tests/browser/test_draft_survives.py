"""What the officer has written survives whatever happens to the session, the network and the server."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Dialog, Page, Route, expect

from decisions.models import BasisItem, Decision
from tests import world
from tests.browser.conftest import OpenPage
from tests.browser.users import log_in
from tests.world import World

pytestmark = pytest.mark.browser
WRITTEN = "<p>Bakgrund. Skrivet sist.</p>"


def opened(page: Page, decision: Decision) -> Page:
    """The draft's page, with the cursor after the saved text."""
    log_in(page, "officer").goto(f"/beslut/{decision.pk}/utkast/")
    expect(page.get_by_role("textbox", name="Ärendebeskrivning")).to_contain_text("Bakgrund.")
    return page


def write_more(page: Page) -> None:
    box = page.get_by_role("textbox", name="Ärendebeskrivning")
    box.click()
    box.press("Control+End")
    # On a busy machine the editor is slow to move; what is typed before would stand first.
    page.wait_for_function("() => getSelection().anchorOffset > 0")
    page.keyboard.type(" Skrivet sist.")


def save(page: Page) -> None:
    page.locator(".save-bar").get_by_role("button", name="Spara", exact=True).click()


def stored(decision: Decision) -> str:
    decision.refresh_from_db()
    return decision.background


def test_a_session_that_ends_while_one_writes_is_told_and_the_text_is_saved_after_a_new_login(
    region: World, open_page: OpenPage
) -> None:
    decision = world.drafted(region)
    page = opened(open_page(), decision)
    Session.objects.all().delete()
    write_more(page)
    status = page.locator("#saved-status")
    expect(status).to_contain_text("Inte sparat: du är utloggad.")
    save(page)
    expect(status).to_contain_text("Inte sparat: du är utloggad.")

    with page.expect_popup() as popup:
        page.get_by_role("link", name="Logga in i en ny flik").click()
    log_in(popup.value, "officer")
    save(page)

    expect(page.get_by_text("Utkastet är sparat.", exact=True)).to_be_visible()
    assert stored(decision) == WRITTEN


@pytest.mark.parametrize("javascript", [True, False])
def test_a_draft_that_is_posted_without_a_session_is_saved_after_a_new_login(
    region: World, open_page: OpenPage, *, javascript: bool
) -> None:
    decision = world.drafted(region)
    page = open_page(javascript=javascript)
    log_in(page, "officer").goto(f"/beslut/{decision.pk}/utkast/")
    Session.objects.all().delete()
    if javascript:
        page.route("**/draft.js", lambda route: route.fulfill(body=""))  # as when a script is stopped
        page.evaluate(f"document.querySelector('#id_background').value = '{WRITTEN}'")
        page.evaluate("document.querySelector('#draft').submit()")
    else:
        page.locator("#id_background").fill(WRITTEN)
        save(page)
    expect(page.get_by_role("heading", name="Utkastet är inte sparat")).to_be_visible()

    with page.expect_popup() as popup:
        page.get_by_role("link", name="Logga in i en ny flik").click()
    log_in(popup.value, "officer")
    page.get_by_role("button", name="Försök igen").click()
    if not javascript:  # the new login's token came with the next page
        expect(page.get_by_text("Du har loggat in igen")).to_be_visible()
        page.get_by_role("button", name="Försök igen").click()

    expect(page.get_by_text("Utkastet är sparat.", exact=True)).to_be_visible()
    assert stored(decision) == WRITTEN


def no_network(page: Page) -> None:
    page.context.set_offline(True)


def failing(page: Page) -> None:
    page.route("**/utkast/**", answer_500)


def refusing(page: Page) -> None:
    page.route("**/utkast/**", lambda route: route.fulfill(status=403, body="nej"))


def answer_500(route: Route) -> None:
    route.fulfill(status=500, body="fel")


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (no_network, "Inte sparat: servern svarar inte."),
        (failing, "Inte sparat: servern svarar inte."),
        (refusing, "Inte sparat: servern tog inte emot utkastet."),
    ],
)
def test_trouble_is_told_and_leaves_the_page_and_its_text_where_they_are(
    region: World, open_page: OpenPage, trouble: object, words: str
) -> None:
    decision = world.drafted(region)
    page = opened(open_page(watched=False), decision)
    assert callable(trouble)
    trouble(page)
    write_more(page)
    expect(page.locator("#saved-status")).to_contain_text(words)
    save(page)
    expect(page.locator("#saved-status")).to_contain_text("Det du har skrivit står kvar")
    assert stored(decision) == "<p>Bakgrund.</p>"

    page.unroute("**/utkast/**")
    page.context.set_offline(False)
    save(page)

    expect(page.get_by_text("Utkastet är sparat.", exact=True)).to_be_visible()
    assert stored(decision) == WRITTEN


def test_one_who_presses_save_during_the_autosave_is_not_in_conflict_with_oneself(
    region: World, open_page: OpenPage, tmp_path: Path
) -> None:
    decision = world.drafted(region)
    file = tmp_path / "förslag.pdf"
    file.write_bytes(b"%PDF-1.4 x")
    page = opened(open_page(), decision)
    page.get_by_label("Fil", exact=True).set_input_files(file)
    # The server's answer to the first autosave is held back until the button has been pressed.
    page.evaluate(
        "() => { const send = XMLHttpRequest.prototype.send; let first = true;"
        " XMLHttpRequest.prototype.send = function (body) { const own = this.onload;"
        " if (first) this.onload = () => setTimeout(own, 2500); first = false; send.call(this, body); }; }"
    )
    with page.expect_response("**/autospara/"):
        write_more(page)

    page.get_by_role("button", name="Lägg till underlag").dblclick()

    expect(page.get_by_text("”förslag.pdf” ligger bland beslutsunderlagen")).to_be_visible()
    assert stored(decision) == WRITTEN
    assert BasisItem.objects.count() == 1


def test_what_is_not_saved_yet_is_not_left_without_a_question(region: World, open_page: OpenPage) -> None:
    decision = world.drafted(region)
    page = opened(open_page(), decision)
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    write_more(page)
    expect(page.locator("#saved-status")).to_contain_text("Sparat")
    page.goto(f"/beslut/{decision.pk}/utkast/")
    assert asked == []
    page.get_by_label("Rubrik", exact=True).press_sequentially("Ny")

    page.goto("/")

    assert asked == ["beforeunload"]


def test_enter_in_a_field_saves_and_takes_no_file_away(region: World, open_page: OpenPage) -> None:
    decision = world.drafted(region)
    BasisItem.objects.create(decision=decision, title="Förslaget")
    page = opened(open_page(), decision)

    page.get_by_label("Rubrik", exact=True).fill("Ny rubrik")
    page.get_by_label("Rubrik", exact=True).press("Enter")

    expect(page.get_by_text("Utkastet är sparat.", exact=True)).to_be_visible()
    assert list(BasisItem.objects.values_list("title", flat=True)) == ["Förslaget"]


def test_without_javascript_no_page_promises_to_save_by_itself(region: World, open_page: OpenPage) -> None:
    decision = world.drafted(region)
    with_script, without = opened(open_page(), decision), open_page(javascript=False)
    log_in(without, "officer").goto(f"/beslut/{decision.pk}/utkast/")

    expect(with_script.locator("#saved-status")).to_have_text("Utkastet sparas medan du skriver.")
    expect(without.locator("#saved-status")).to_have_text("")
