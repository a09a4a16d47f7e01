"""The page of the organisation's profile: what it saves, what it only shows, and what it refuses."""

from __future__ import annotations

import re
import subprocess
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from decisions import contexts
from decisions.actions.moves import judge
from decisions.documents import DecisionDocument
from decisions.models import DocumentKind
from delegation.models import Organisation
from delegation.profile import revision
from tests import world
from tests.world import NOW, ROOT, World

PAGE = reverse("profile", args=["RUN"])
PREVIEW = reverse("profile_preview", args=["RUN"])
LOGO = (ROOT / "fixtures" / "logo.svg").read_bytes()


@pytest.fixture
def secretary(region: World) -> Client:
    client = Client()
    client.force_login(region.secretary)
    return client


def form(**changes: Any) -> dict[str, Any]:
    row = Organisation.objects.get()
    told = {"colour": "#7a1f5c", "second_colour": "#e0a526", "phone": "063-14 75 00", "shown": revision(row)}
    return told | changes


def file(content: bytes, name: str = "logo.svg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def text_of(client: Client, page: str) -> str:
    """The words of the sample PDF that a preview links to."""
    (address,) = set(re.findall(r'src="([^"#]+\.pdf)', page))
    content = client.get(address).content
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_the_profile_is_saved_and_stands_in_the_next_document(region: World, secretary: Client) -> None:
    answer = secretary.post(PAGE, form(logo=file(LOGO), web="www.example.org"), follow=True)

    assert "Profilen är sparad" in answer.content.decode()
    decision = world.submitted(region)
    beslut = contexts.documents(decision, judge(decision, NOW), NOW.date())[DocumentKind.DECISION]
    assert (beslut.profile.colour, beslut.profile.web) == ("#7a1f5c", "www.example.org")
    assert beslut.profile.logo is not None
    assert beslut.profile.logo.text == beslut.organisation


def test_a_preview_shows_what_the_form_says_and_saves_nothing(secretary: Client) -> None:
    page = secretary.post(PREVIEW, form(web="www.example.org", logo=file(LOGO))).content.decode()

    text = text_of(secretary, page)
    assert "Tfn 063-14 75 00" in text
    assert "www.example.org" in text
    row = Organisation.objects.get()
    assert (row.web, row.phone, row.logo) == ("", "", None)


def test_a_preview_tells_faults_and_shows_the_rest(secretary: Client) -> None:
    page = secretary.post(PREVIEW, form(colour="#ffffff", number="12")).content.decode()

    assert "Färgen #ffffff är för ljus mot vitt papper: kontrasten är 1,0 till 1" in page
    assert "Skriv organisationsnumret med bindestreck" in page
    assert "#e0a526, syns svagt på vitt" in page
    assert "Tfn 063-14 75 00" in text_of(secretary, page)


def test_a_preview_is_found_by_nobody_else(region: World, secretary: Client) -> None:
    other = world.person("other", region.board, Role.SECRETARY)
    page = secretary.post(PREVIEW, form()).content.decode()
    (address,) = set(re.findall(r'src="([^"#]+\.pdf)', page))
    client = Client()
    client.force_login(other)

    assert client.get(address).status_code == 404
    assert secretary.get(address).status_code == 200


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"logo": file(b"<svg onload='x'/>")}, "varken en SVG eller en PNG"),
        ({"logo": file(LOGO.replace(b"<circle", b"<script/><circle"))}, "Filen innehåller ett skript"),
        ({"logo": file(b"x" * 400_000)}, "större än 300 kB"),
        ({"logo": file(b"")}, "Filen är tom"),
        ({"colour": "#fff"}, "# och sex tecken"),
        ({"email": "regionen"}, "Skriv en e-postadress"),
        ({"web": "https://example.org"}, "utan https://"),
        ({"number": "239999-0001"}, "sista siffra stämmer inte"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_saved(
    secretary: Client, changes: dict[str, Any], why: str
) -> None:
    answer = secretary.post(PAGE, form(**changes))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert why in page
    assert "Profilen är inte sparad" in page
    assert 'value="063-14 75 00"' in page
    assert Organisation.objects.get().phone == ""


def test_a_profile_that_someone_else_has_changed_is_shown_beside_what_was_written(secretary: Client) -> None:
    late = form(phone="1")
    secretary.post(PAGE, form())

    answer = secretary.post(PAGE, late)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Någon annan har ändrat profilen" in page
    assert 'value="1"' in page
    assert Organisation.objects.get().phone == "063-14 75 00"


def test_the_history_says_what_was_before_and_after(secretary: Client) -> None:
    secretary.post(PAGE, form(logo=file(LOGO)))

    page = " ".join(secretary.get(PAGE).content.decode().split())

    assert "Ändrad av Secretary" in page
    assert "logotyp: tomt → image/svg+xml, SHA-256" in page
    assert "färg: #0b4a6f → #7a1f5c" in page


def test_the_logo_is_taken_away_when_that_is_asked_for(secretary: Client) -> None:
    secretary.post(PAGE, form(logo=file(LOGO)))
    secretary.post(PAGE, form(removes_logo="on"))

    assert Organisation.objects.get().logo is None


def test_the_list_of_orders_links_to_the_profile_for_who_may_change_it(
    region: World, secretary: Client
) -> None:
    client = Client()
    client.force_login(region.officer)

    assert PAGE in secretary.get(reverse("order_list")).content.decode()
    assert PAGE not in client.get(reverse("order_list")).content.decode()


# --- why a decision cannot be appealed ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("legal_basis", "remark", "ground"),
    [
        (["KL 6:37", "KL 13:2"], "", "Det är av rent förberedande eller rent verkställande art (13 kap. 2 §"),
        (["FL 41 §"], "", "Det kan inte antas påverka någons situation på ett inte obetydligt sätt (41 §"),
        (["KL 13:20"], "", "Så anges i delegationsordningens punkt 1.1."),
        ([], "Får inte överklagas enligt 30 § lagen.", "Får inte överklagas enligt 30 § lagen."),
        ([], "Skrivs under av två.", "Så anges i delegationsordningens punkt 1.1."),
    ],
)
def test_a_decision_that_cannot_be_appealed_says_why(
    db: None, legal_basis: list[str], remark: str, ground: str
) -> None:
    def change(order: dict[str, Any]) -> None:
        (point,) = [point for point in order["points"] if point["number"] == "1.1"]
        point["legal_basis"] = legal_basis
        point["remark"] = remark
        if not remark:
            del point["remark"]

    region = world.build(change)
    decision = world.drafted(region, point="1.1", decision_type="statement")

    document = contexts.documents(decision, judge(decision, NOW), NOW.date())[DocumentKind.DECISION]

    assert isinstance(document, DecisionDocument)
    assert document.appeal.route == "none"
    assert document.appeal.ground.replace("\N{NO-BREAK SPACE}", " ").startswith(ground)
