"""Who gets what answer at every address: each URL × user × state of the case, held against one table.

A URL of the resolver that stands in no row fails `test_every_address_stands_in_the_table`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts import tracked
from accounts.models import BoardRole, Role, User
from decisions import actions, reporting
from decisions.follow_ups import Kind
from decisions.models import (
    BasisItem,
    BoardReport,
    Case,
    Decision,
    Document,
    DocumentKind,
    LetterClause,
    Meeting,
    Prolonged,
    Receipt,
    ReceiptKind,
    Rendition,
    SignedCopy,
    Way,
)
from delegation.models import Appointment, Board, DelegationOrder
from tests import world
from tests.delegation.drafts import copied

pytestmark = pytest.mark.django_db

STATES = ("draft", "submitted", "signed", "listed", "reported", "withdrawn", "handed_over")
AT_THE_BOARD = (
    "officer",
    "colleague",
    "director",
    "deputy",
    "secretary",
    "registrar",
    "order_editor",
    "auditor",
)
OUTSIDE = ("other_board", "superuser")
SEES_CONFIDENTIAL = ("officer", "director", "secretary", "registrar", "auditor")
SEES_LISTS = ("secretary", "registrar", "auditor")
OFFICERS = ("officer", "colleague")
EDITOR = ("order_editor",)
WEIGH_ORDERS = ("order_editor", "secretary", "auditor")
DRAFT_PAGES = ("order_edit", "order_head", "order_words", "point_new", "point_edit", "order_adopt")
DISPATCHERS = ("officer", "colleague", "registrar")
DISPATCHING = (
    "add_recipient",
    "remove_recipient",
    "dispatch",
    "resend",
    "add_receipt",
    "note_return",
    "package",
)
UNDECIDED = ("draft", "submitted", "withdrawn", "handed_over")
DECIDED = ("signed", "listed", "reported")
RECEIVES = (*OFFICERS, "registrar")
RETURNED = ("reported",)  # by then the counterpart has returned the letter
REVIEWS = ("accept_copy", "turn_back_copy")


@dataclass(frozen=True)
class Row:
    """One address and method: who gets `answer` in which states; others who see the thing get `otherwise`."""

    name: str
    method: str
    answer: int
    who: tuple[str, ...] = AT_THE_BOARD
    states: tuple[str, ...] = STATES
    otherwise: int = 403
    about: str = "case"  # what must be seen: case, list, board or nothing


EVERYONE = (*AT_THE_BOARD, *OUTSIDE)
TABLE = (
    # pages that are about nothing in particular
    Row("start", "GET", 200, EVERYONE, about="nothing"),
    Row("case_list", "GET", 200, EVERYONE, about="nothing"),
    Row("case_new", "GET", 200, (*OFFICERS, "registrar", "other_board"), about="nothing"),
    Row("case_new", "POST", 422, (*OFFICERS, "registrar", "other_board"), about="nothing"),
    Row("batch", "GET", 200, EVERYONE, about="nothing"),
    Row("batch", "POST", 422, EVERYONE, about="nothing"),
    Row("batch_result", "GET", 302, EVERYONE, about="nothing"),
    Row("meeting_list", "GET", 200, EVERYONE, about="nothing"),
    Row("meeting_list", "POST", 422, ("secretary",), about="nothing"),
    Row("order_list", "GET", 200, EVERYONE, about="nothing"),
    *(Row(name, "GET", 200, about="board") for name in ("order", "order_pdf", "point_decisions")),
    *(Row(name, "GET", 200, WEIGH_ORDERS, about="board") for name in ("order_replay", "order_replay_csv")),
    # who may decide; what the public sees of it is tested in tests/delegation/test_asking_pages.py
    Row("ask_boards", "GET", 200, EVERYONE, about="nothing"),
    Row("ask", "GET", 200, about="board"),
    Row("order_template", "GET", 200, EVERYONE, about="nothing"),
    *(Row(name, "GET", 200, about="board") for name in ("order_file", "order_diff")),
    # drafts of the order
    Row("order_new", "GET", 200, EDITOR, about="board"),
    Row("order_new", "POST", 422, EDITOR, about="board"),
    *(Row(name, "GET", 200, EDITOR, otherwise=302, about="board") for name in DRAFT_PAGES),
    *(Row(name, "POST", 422, EDITOR, about="board") for name in DRAFT_PAGES if name != "order_edit"),
    *(Row(name, "GET", 302, about="board") for name in ("point_move", "order_delete")),
    *(Row(name, "POST", 302, EDITOR, about="board") for name in ("point_move", "order_delete")),
    # who holds the positions
    *(Row(name, "GET", 200, about="board") for name in ("people", "people_ended", "people_row", "signers")),
    Row("people_new", "GET", 200, ("secretary", "order_editor"), about="board"),
    Row("people_new", "POST", 422, ("secretary", "order_editor"), about="board"),
    Row("people_row", "POST", 422, ("secretary", "order_editor"), about="board"),
    # the organisation's profile; the page of a preview is only found by who has just made it
    Row("profile", "GET", 200, ("secretary",), about="board"),
    Row("profile", "POST", 422, ("secretary",), about="board"),
    Row("profile_preview", "POST", 200, ("secretary",), about="board"),
    Row("profile_page", "GET", 404, about="board"),
    # the case
    Row("case", "GET", 200),
    Row("start_draft", "GET", 302),
    Row("start_draft", "POST", 302, OFFICERS),
    Row("cancel_number", "GET", 302),
    Row("case_edit", "GET", 200, ("officer", "registrar")),
    Row("case_edit", "POST", 422, ("officer", "registrar")),
    Row("cancel_number", "POST", 422, ("registrar",), ("withdrawn",)),
    # the decision
    Row("decision", "GET", 200),
    Row("draft", "GET", 200, OFFICERS, ("draft",), otherwise=302),
    Row("draft", "POST", 302, OFFICERS, ("draft",)),
    Row("autosave", "POST", 200),
    *(Row(name, "GET", 302) for name in ("submit", "send_back", "recall", "withdraw", "hand_over", "sign")),
    Row("choose", "GET", 302),
    Row("choose", "POST", 302, ("director",), ("submitted",)),
    Row("submit", "POST", 302, OFFICERS, ("draft",)),
    Row("send_back", "POST", 302, ("director",), ("submitted",)),
    Row("recall", "POST", 302, OFFICERS, ("submitted",)),
    Row("withdraw", "POST", 302, OFFICERS, ("draft", "submitted")),
    Row("hand_over", "POST", 302, (*OFFICERS, "director"), ("draft", "submitted")),
    Row("sign", "POST", 302, ("director",), ("submitted",)),
    # what comes after the signature; this decision follows none, so that nothing is described
    Row("follow_up", "GET", 200, OFFICERS, DECIDED),
    Row("follow_up", "POST", 422, OFFICERS, DECIDED),
    *(Row("describe_follow_up", method, 404, otherwise=404) for method in ("GET", "POST")),
    *(Row(name, "GET", 302) for name in ("withdraw_signed", "mark_without_power")),
    Row("withdraw_signed", "POST", 403),  # it is dispatched; before that, see test_marks
    Row("mark_without_power", "POST", 302, ("secretary", "registrar"), DECIDED),
    Row("preview", "GET", 200, states=UNDECIDED, otherwise=404),
    Row("final", "GET", 200, ("director",), ("submitted",)),
    Row("basis_file", "GET", 200),
    Row("rendition", "GET", 200),
    Row("appendices", "POST", 200),
    Row("appendices", "GET", 302),
    *(Row(name, "GET", 200, states=DECIDED, otherwise=404) for name in ("document", "prolonged")),
    # expediering
    *(Row(name, "GET", 302) for name in DISPATCHING),
    *(Row(name, "POST", 302, DISPATCHERS, DECIDED) for name in DISPATCHING if name != "package"),
    Row("package", "POST", 200, DISPATCHERS, DECIDED),
    Row("receipt_file", "GET", 200, states=DECIDED, otherwise=404),
    # the counterpart's signature
    *(Row(name, "GET", 302) for name in ("make_link", "revoke_link", "receive_copy")),
    Row("make_link", "POST", 200, RECEIVES, ("signed", "listed")),
    Row("revoke_link", "POST", 302, RECEIVES, DECIDED),
    Row("receive_copy", "POST", 422, RECEIVES, ("signed", "listed")),
    Row("signed_copy", "GET", 200, states=RETURNED, otherwise=404),
    *(Row(name, "GET", 302, states=RETURNED, otherwise=404) for name in REVIEWS),
    *(Row(name, "POST", 302, RECEIVES, RETURNED) for name in REVIEWS),
    # the board's clauses
    Row("clauses", "GET", 200, about="board"),
    *(Row(name, "GET", 200, ("secretary",), about="board") for name in ("clause_new", "clause_edit")),
    *(Row(name, "POST", 422, ("secretary",), about="board") for name in ("clause_new", "clause_edit")),
    Row("clause_retire", "GET", 302, about="board"),
    Row("clause_retire", "POST", 302, ("secretary",), about="board"),
    # the list
    Row("meeting", "GET", 200, about="list"),
    Row("list_file", "GET", 200, about="list"),
    *(Row(name, "GET", 302, about="list") for name in ("move_meeting", "freeze", "write_back")),
    Row("move_meeting", "POST", 422, ("secretary",), (*UNDECIDED, "signed"), about="list"),
    Row("freeze", "POST", 302, ("secretary",), ("signed",), about="list"),
    Row("write_back", "POST", 302, ("secretary",), ("listed",), about="list"),
)
# Where the right person gets another answer than a plain no, because there is nothing to do it with.
EXCEPTIONS = {
    ("POST", "freeze", "secretary", state): 409
    for state in ("draft", "submitted", "withdrawn", "handed_over")
}
# There is nothing to review before the counterpart has returned the letter.
EXCEPTIONS |= {
    ("POST", name, who, state): 404
    for name in REVIEWS
    for who in AT_THE_BOARD
    for state in STATES
    if state not in RETURNED
}
# Who is not logged in is sent to the login page, save with a draft: its text is not lost on the way.
HANDED_BACK = {("draft", "POST"), ("autosave", "POST")}
# The account pages are the library's; everyone may log in, and change only their own password.
PUBLIC = {"account_login": 200, "account_signup": 200, "verify": 200, "verify_code": 200}
PERSONAL = (
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
)
OF_ONE_KEY = "mfa_remove_webauthn"
# Open to whoever holds the link in the address: tests/decisions/test_counterpart_pages.py.
BY_LINK = {"counterpart", "counterpart_letter"}


# --- the world -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scene:
    """One decision in one state, everyone who might ask for it, and the addresses about it."""

    users: dict[str, User]
    addresses: dict[str, str]
    posts: dict[str, dict[str, str]]


def scene(state: str, *, confidential: bool) -> Scene:
    region = world.build()
    users = {"officer": region.officer, "director": region.director, "deputy": region.deputy}
    users |= {"secretary": region.secretary, "registrar": region.registrar}
    users["colleague"] = world.person("colleague", region.board, Role.OFFICER)
    users["order_editor"] = world.person("order_editor", region.board, Role.ORDER_EDITOR)
    users["auditor"] = world.person("auditor", region.board, Role.AUDITOR)
    elsewhere = Board.objects.create(organisation=region.board.organisation, code="KUN", name="Kulturnämnden")
    users["other_board"] = world.person("other_board", elsewhere, Role.OFFICER)
    users["superuser"] = User.objects.create_superuser("root", "root@example.org", None, name="Root")
    region.director.set_password("hemligt-losenord")
    region.director.save()
    actions.add_clause(
        by=region.secretary, board=region.board, language="sv", title="A", text="B", now=timezone.now()
    )
    decision = _decision(region, state, confidential)
    order = copied(region, users["order_editor"])
    posts = _posts(decision, state) | {"order_words": {"revision": str(tracked.revision(order))}}
    return Scene(users, _addresses(decision) | _order_addresses(order), posts)


def _decision(region: world.World, state: str, confidential: bool) -> Decision:
    now = timezone.now()
    case = actions.register_case(
        by=region.officer,
        board=region.board,
        title="Avsiktsförklaring",
        unit="Näringsliv",
        confidential=confidential,
        now=now,
    )
    decision = actions.start_draft(by=region.officer, case=case, now=now)
    letter = actions.Letter(title="Avsikt", recipient_name="B", body="<p>C</p>", wants_countersignature=True)
    draft = world.draft_of(region, letter=letter if state in DECIDED else None)
    decision = actions.save_draft(by=region.officer, decision=decision, draft=draft, revision=1, now=now)
    pdf = b"%PDF-1.4 underlag"
    item = actions.add_basis(
        by=region.officer, decision=decision, title="Förslag", file_name="f.pdf", content=pdf, now=now
    )
    Rendition.objects.create(of_sha256=item.sha256, sha256=item.sha256, size=item.size, made_at=now)
    meeting = actions.create_meeting(
        by=region.secretary, board=region.board, held_on=timezone.localdate(now), now=now
    )
    report = BoardReport.objects.get(meeting=meeting)
    if state == "withdrawn":
        actions.withdraw(by=region.officer, decision=decision, comment="Inaktuellt.", now=now)
    elif state == "handed_over":
        actions.hand_over(by=region.officer, decision=decision, comment="Nämnden bör.", now=now)
    elif state != "draft":
        decision = actions.submit(by=region.officer, decision=decision, now=now)
    if state in DECIDED:
        world.sign(region, decision, now)
        _dispatched(region, decision)
        first = Document.objects.filter(decision=decision).earliest("pk")
        Prolonged.objects.create(
            document=first, sha256=first.sha256, size=first.size, made_at=now, holds_until=now
        )
        until = timezone.localdate(now) + timedelta(days=9)
        actions.make_link(by=region.officer, decision=decision, last_day=until, now=now)
    if state in ("listed", "reported"):
        shown = reporting.fingerprint(reporting.decisions_on(report))
        actions.freeze(by=region.secretary, report=report, shown=shown, now=now)
    if state == "reported":
        actions.write_back(by=region.secretary, report=report, section="87", now=now)
        actions.receive_copy(
            by=region.officer, decision=decision, content=pdf, file_name="b.pdf", signed_by="B", now=now
        )
    return Decision.objects.get(pk=decision.pk)


def _dispatched(region: world.World, decision: Decision) -> None:
    """Sent to one by digital mailbox, who has confirmed it; another is still to be sent to."""
    now = timezone.now()
    act: dict[str, Any] = {"by": region.officer, "now": now}
    for name in ("Skickad", "Väntande"):
        actions.add_recipient(
            decision=decision,
            name=name,
            way=Way.DIGITAL_MAILBOX,
            address="556000-0001",
            documents=list(decision.documents.all()),
            **act,
        )
    to, how = decision.recipients.get(name="Skickad"), actions.Sending(timezone.localdate(now))
    (made,) = actions.dispatch(decision=decision, recipients=[to], how=how, **act)
    actions.add_receipt(
        dispatch=made,
        kind=ReceiptKind.RECEIPT,
        received_on=how.sent_on,
        served_on=None,
        file_name="kvitto.pdf",
        content=b"%PDF-1.4 kvitto",
        **act,
    )


def _dispatch_posts(decision: Decision) -> dict[str, dict[str, str]]:
    made, to = decision.dispatches.first(), decision.recipients.filter(dispatches=None).first()
    if made is None or to is None:
        return {}
    today, key = timezone.localdate().isoformat(), str(made.pk)
    sent = {"way": "letter", "address": "Box 1"}
    return {
        "add_recipient": sent | {"name": "Ny", "documents": str(decision.documents.earliest("pk").pk)},
        "remove_recipient": {"recipient": str(to.pk)},
        "dispatch": {"recipients": str(to.pk), "sent_on": today},
        "resend": sent | {"dispatch": key, "sent_on": today},
        "add_receipt": {"dispatch": key, "kind": "receipt", "received_on": today},
        "note_return": {"dispatch": key, "returned_on": today, "because": "Okänd"},
        "package": {"dispatch": key},
    }


def _addresses(decision: Decision) -> dict[str, str]:
    case, meeting = decision.case, Meeting.objects.get()
    stored = Document.objects.filter(decision=decision).first()
    held = Appointment.objects.earliest("pk")
    kind, fingerprint = DocumentKind.DECISION, "0" * 64
    if decision.state == "submitted":
        fingerprint = actions.final(decision, timezone.now()).fingerprint
    by_case = ("case", "case_edit", "start_draft", "cancel_number")
    by_meeting = ("meeting", "move_meeting", "freeze", "write_back")
    by_decision = (
        "decision",
        "draft",
        "autosave",
        "submit",
        "send_back",
        "recall",
        "withdraw",
        "hand_over",
        "sign",
        "choose",
        "describe_follow_up",
        "withdraw_signed",
        "mark_without_power",
        *DISPATCHING,
        "make_link",
        "revoke_link",
        "receive_copy",
    )
    receipt = Receipt.objects.first()
    copy, clause = SignedCopy.objects.first(), LetterClause.objects.get()
    alone = (
        "start",
        "batch",
        "batch_result",
        "case_list",
        "case_new",
        "meeting_list",
        "order_list",
        "ask_boards",
        *PUBLIC,
        *PERSONAL,
    )
    return {
        **{name: reverse(name) for name in alone if name != "verify_code"},
        "verify_code": reverse("verify_code", args=["x"]),
        **{name: reverse(name, args=[case.pk]) for name in by_case},
        **{name: reverse(name, args=[meeting.pk]) for name in by_meeting},
        **{name: reverse(name, args=[decision.pk]) for name in by_decision},
        OF_ONE_KEY: reverse(OF_ONE_KEY, args=[1]),
        **{
            name: reverse(name, args=[copy.pk if copy else UUID(int=7)]) for name in ("signed_copy", *REVIEWS)
        },
        **{name: reverse(name, args=["RUN"]) for name in ("clauses", "clause_new")},
        **{name: reverse(name, args=[clause.pk]) for name in ("clause_edit", "clause_retire")},
        "order": reverse("order", args=["RUN", "2021:1"]),
        "order_pdf": reverse("order_pdf", args=["RUN", "2021:1"]),
        "point_decisions": reverse("point_decisions", args=["RUN", "2021:1", "1.2"]),
        "ask": reverse("ask", args=["RUN"]),
        **{name: reverse(name, args=["RUN"]) for name in ("profile", "profile_preview")},
        "profile_page": reverse("profile_page", args=["RUN", "0" * 64]),
        "people": reverse("people", args=["RUN"]),
        "signers": reverse("signers", args=["RUN"]),
        "people_new": reverse("people_new", args=["RUN", "forordnanden"]),
        "people_ended": reverse("people_ended", args=["RUN", "forordnanden"]),
        "people_row": reverse("people_row", args=["RUN", "forordnanden", held.pk]),
        "follow_up": reverse("follow_up", args=[decision.pk, Kind.REPLACEMENT]),
        "preview": reverse("preview", args=[decision.pk, kind]),
        "final": reverse("final", args=[decision.pk, fingerprint, kind]),
        "basis_file": reverse("basis_file", args=[BasisItem.objects.get().pk]),
        "rendition": reverse("rendition", args=[BasisItem.objects.get().pk]),
        "appendices": reverse("appendices", args=[decision.pk]),
        **{
            name: reverse(name, args=[stored.pk if stored else UUID(int=7)])
            for name in ("document", "prolonged")
        },
        "list_file": reverse("list_file", args=[meeting.pk, "csv"]),
        "receipt_file": reverse("receipt_file", args=[receipt.pk if receipt else UUID(int=7)]),
    }


def _order_addresses(order: DelegationOrder) -> dict[str, str]:
    """The addresses about a draft of the order."""
    by_order = ("order_edit", "order_head", "order_adopt", "order_delete", "point_new")
    point = order.points.all()[1]
    return {
        **{name: reverse(name, args=[order.pk]) for name in by_order},
        "order_words": reverse("order_words", args=[order.pk, "befattningar"]),
        "point_edit": reverse("point_edit", args=[order.pk, point.pk]),
        "point_move": reverse("point_move", args=[order.pk, point.pk]),
        "order_file": reverse("order_file", args=[order.pk, "xlsx"]),
        "order_diff": reverse("order_diff", args=["RUN"]),
        "order_replay": reverse("order_replay", args=["RUN", order.version]),
        "order_replay_csv": reverse("order_replay_csv", args=["RUN", order.version]),
        "order_new": reverse("order_new", args=["RUN"]),
        "order_template": reverse("order_template"),
    }


def _posts(decision: Decision, state: str) -> dict[str, dict[str, str]]:
    shown = ""
    if state == "submitted":
        shown = actions.final(decision, timezone.now()).fingerprint
    report = BoardReport.objects.get()
    return {
        "draft": {"revision": str(decision.revision), "title": "Ny rubrik", "act": "save"},
        "autosave": {"revision": str(decision.revision), "title": "Ny rubrik"},
        "send_back": {"comment": "Räkna om."},
        "recall": {"comment": "Ska ändras."},
        "withdraw": {"comment": "Inaktuellt."},
        "hand_over": {"comment": "Nämnden bör avgöra."},
        "choose": {"shown": shown, "conflict_of_interest": "nej"},
        "withdraw_signed": {"comment": "Fel mottagare."},
        "mark_without_power": {"comment": "Punkten omfattar inte det."},
        "sign": {"shown": shown, "conflict_of_interest": "nej", "password": "hemligt-losenord"},
        "make_link": {"last_day": (timezone.localdate() + timedelta(days=9)).isoformat()},
        "turn_back_copy": {"comment": "En sida saknas."},
        "clause_edit": {"title": ""},
        "freeze": {"shown": reporting.fingerprint(reporting.decisions_on(report))},
        "write_back": {"section": "§ 87"},
        **_dispatch_posts(decision),
    }


# --- the table, read -----------------------------------------------------------------------------------


def expected(row: Row, who: str, state: str, *, confidential: bool) -> int:
    if row.about == "list" and who not in SEES_LISTS:
        return 404
    if row.about == "board" and who not in AT_THE_BOARD:
        return 404
    if row.about == "case" and who not in (SEES_CONFIDENTIAL if confidential else AT_THE_BOARD):
        return 404
    if (row.method, row.name, who, state) in EXCEPTIONS:
        return EXCEPTIONS[row.method, row.name, who, state]
    return row.answer if who in row.who and state in row.states else row.otherwise


def asked(client: Client, method: str, address: str, data: dict[str, str]) -> HttpResponseBase:
    """One request, whose effect is undone."""
    with transaction.atomic():
        answer: HttpResponseBase
        answer = client.post(address, data) if method == "POST" else client.get(address)
        transaction.set_rollback(True)
    return answer


def got(client: Client, seen: Scene, row: Row) -> int:
    return asked(client, row.method, seen.addresses[row.name], seen.posts.get(row.name, {})).status_code


ALL = [(state, False) for state in STATES] + [("draft", True), ("submitted", True), ("signed", True)]


@pytest.mark.parametrize(("state", "confidential"), ALL)
def test_every_answer_is_the_one_in_the_table(state: str, confidential: bool) -> None:
    seen = scene(state, confidential=confidential)
    wrong = []
    for who in EVERYONE:
        client = Client()
        client.force_login(seen.users[who])
        for row in TABLE:
            answer, should = got(client, seen, row), expected(row, who, state, confidential=confidential)
            if answer != should:
                wrong.append(f"{row.method} {row.name} for {who}: {answer}, the table says {should}")

    assert wrong == []


@pytest.mark.parametrize("state", ["submitted", "reported"])
def test_who_is_not_logged_in_is_sent_to_the_login_page(state: str) -> None:
    seen, client = scene(state, confidential=False), Client()

    for row in TABLE:
        answer = asked(client, row.method, seen.addresses[row.name], {})
        if (row.name, row.method) in HANDED_BACK:
            assert (row.name, answer.status_code) == (row.name, 401)
            continue
        assert (row.name, answer.status_code) == (row.name, 302)
        assert answer.headers["Location"].startswith(reverse("account_login"))


def test_who_reloads_the_address_of_an_act_gets_the_page_of_what_it_was_about() -> None:
    seen, client = scene("submitted", confidential=False), Client()
    client.force_login(seen.users["secretary"])
    pages = {
        "case": ("start_draft", "cancel_number"),
        "decision": (
            "make_link",
            "revoke_link",
            "receive_copy",
            "submit",
            "send_back",
            "recall",
            "withdraw",
            "hand_over",
            "sign",
            "choose",
            *DISPATCHING,
            "withdraw_signed",
            "mark_without_power",
        ),
        "meeting": ("move_meeting", "freeze", "write_back"),
    }

    for page, acts in pages.items():
        for name in acts:
            answer = client.get(seen.addresses[name])
            assert (name, answer.headers["Location"]) == (name, seen.addresses[page])


def test_a_method_that_stands_in_no_row_is_not_allowed() -> None:
    seen, client = scene("submitted", confidential=False), Client()
    client.force_login(seen.users["officer"])

    for name in sorted({row.name for row in TABLE}):
        methods = {row.method for row in TABLE if row.name == name}
        for method in {"GET", "POST"} - methods:
            answer = asked(client, method, seen.addresses[name], {})
            assert (name, method, answer.status_code) == (name, method, 405)


def test_the_account_pages_are_open_or_ones_own() -> None:
    seen, client = scene("draft", confidential=False), Client()

    for name, status in PUBLIC.items():
        assert client.get(seen.addresses[name]).status_code == status
    for name in (*PERSONAL, OF_ONE_KEY):
        assert client.get(seen.addresses[name]).status_code == 302


def test_the_admin_site_is_closed_to_everyone_who_is_no_staff() -> None:
    seen = scene("signed", confidential=False)
    login = reverse("admin:login")
    addresses = [path for path in admin_addresses() if not path.startswith(login)]

    for who in AT_THE_BOARD:
        client = Client()
        client.force_login(seen.users[who])
        for address in addresses:
            answer = client.get(address)
            assert (address, answer.status_code) in {(address, 302), (address, 404)}

    assert len(addresses) > 50


def test_every_address_stands_in_the_table() -> None:
    known = {row.name for row in TABLE} | set(PUBLIC) | set(PERSONAL) | {OF_ONE_KEY} | BY_LINK

    names = {name for name, _ in walk(get_resolver()) if not name.startswith("admin:")}

    assert names == known


def test_a_case_that_is_not_seen_is_not_found_by_searching_either() -> None:
    seen = scene("submitted", confidential=True)

    for who, found in (("colleague", False), ("other_board", False), ("officer", True), ("auditor", True)):
        client = Client()
        client.force_login(seen.users[who])
        page = client.get(reverse("case_list"), {"q": "Avsiktsförklaring"}).content.decode()
        assert (who, Case.objects.get().dnr in page) == (who, found)


def test_a_role_that_is_taken_away_closes_the_board_at_once() -> None:
    seen, client = scene("submitted", confidential=False), Client()
    client.force_login(seen.users["officer"])
    address = seen.addresses["decision"]
    assert client.get(address).status_code == 200

    BoardRole.objects.filter(user=seen.users["officer"]).delete()

    assert client.get(address).status_code == 404


# --- walking the resolver ------------------------------------------------------------------------------


def walk(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address below the resolver."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from walk(entry, inner)
        else:
            yield f"{space}{entry.name}", entry


def admin_addresses() -> list[str]:
    """The admin's addresses, with a number or an app's name where they ask for one."""
    found = []
    for name, entry in walk(get_resolver()):
        if not name.startswith("admin:") or name == "admin:None":
            continue
        regex = entry.pattern.regex
        asked_for = {key: "decisions" if key == "app_label" else "1" for key in regex.groupindex}
        numbers = ["1"] * regex.groups
        found.append(reverse(name, kwargs=asked_for) if asked_for else reverse(name, args=numbers))
    return found
