"""The addresses of cases, decisions and lists. Swedish, since users read them."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from decisions.follow_ups import Kind
from decisions.models import DocumentKind
from decisions.views import (
    basis,
    batch,
    cases,
    clauses,
    counterpart,
    countersigning,
    deciding,
    dispatching,
    documents,
    drafts,
    following,
    meetings,
    orders,
    profile,
    replay,
    start,
    verification,
)


class DocumentKindConverter:
    """beslut, avsiktsforklaring or protokoll, as a document kind."""

    regex = "beslut|avsiktsforklaring|protokoll"
    kinds = {
        "beslut": DocumentKind.DECISION,
        "avsiktsforklaring": DocumentKind.LETTER_OF_INTENT,
        "protokoll": DocumentKind.OWN_PROTOCOL,
    }

    def to_python(self, value: str) -> DocumentKind:
        return self.kinds[value]

    def to_url(self, value: str) -> str:
        return next(word for word, kind in self.kinds.items() if kind == value)


class FollowUpConverter:
    """How a decision follows another, as a kind."""

    kinds = {
        "rattelse": Kind.CORRECTION,
        "andring": Kind.CHANGE,
        "ersattande": Kind.REPLACEMENT,
        "upphavande": Kind.ANNULMENT,
    }
    regex = "|".join(kinds)

    def to_python(self, value: str) -> Kind:
        return self.kinds[value]

    def to_url(self, value: str) -> str:
        return next(word for word, kind in self.kinds.items() if kind == value)


class Sha256Converter:
    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DocumentKindConverter, "kind")
register_converter(FollowUpConverter, "follow_up")
register_converter(Sha256Converter, "sha256")

urlpatterns: list[URLPattern] = [
    path("", start.start, name="start"),
    path("arenden/", cases.case_list, name="case_list"),
    path("arenden/nytt/", cases.case_new, name="case_new"),
    path("arenden/<uuid:pk>/", cases.case, name="case"),
    path("arenden/<uuid:pk>/nytt-utkast/", cases.start_draft, name="start_draft"),
    path("arenden/<uuid:pk>/uppgifter/", cases.case_edit, name="case_edit"),
    path("arenden/<uuid:pk>/makulera/", cases.cancel_number, name="cancel_number"),
    path("beslut/<uuid:pk>/", deciding.decision, name="decision"),
    path("beslut/<uuid:pk>/utkast/", drafts.draft, name="draft"),
    path("beslut/<uuid:pk>/utkast/autospara/", drafts.autosave, name="autosave"),
    path("beslut/<uuid:pk>/skicka/", deciding.move, {"act": "submit"}, name="submit"),
    path("beslut/<uuid:pk>/skicka-tillbaka/", deciding.move, {"act": "send_back"}, name="send_back"),
    path("beslut/<uuid:pk>/ta-tillbaka/", deciding.move, {"act": "recall"}, name="recall"),
    path("beslut/<uuid:pk>/dra-tillbaka/", deciding.move, {"act": "withdraw"}, name="withdraw"),
    path("beslut/<uuid:pk>/overlamna/", deciding.move, {"act": "hand_over"}, name="hand_over"),
    path("beslut/<uuid:pk>/underteckna/", deciding.sign, name="sign"),
    path("beslut/<uuid:pk>/valj/", batch.choose, name="choose"),
    path("att-underteckna/", batch.batch, name="batch"),
    path("att-underteckna/resultat/", batch.result, name="batch_result"),
    path("beslut/<uuid:pk>/folj-upp/<follow_up:kind>/", following.start, name="follow_up"),
    path("beslut/<uuid:pk>/skal/", following.describe, name="describe_follow_up"),
    path("beslut/<uuid:pk>/aterkalla/", deciding.move, {"act": "withdraw_signed"}, name="withdraw_signed"),
    path(
        "beslut/<uuid:pk>/utan-behorighet/",
        deciding.move,
        {"act": "mark_without_power"},
        name="mark_without_power",
    ),
    path("beslut/<uuid:pk>/utkast/<kind:kind>.pdf", documents.preview, name="preview"),
    path(
        "beslut/<uuid:pk>/att-underteckna/<sha256:fingerprint>/<kind:kind>.pdf", documents.final, name="final"
    ),
    path("beslut/<uuid:pk>/mottagare/", dispatching.add_recipient, name="add_recipient"),
    path("beslut/<uuid:pk>/mottagare/ta-bort/", dispatching.remove_recipient, name="remove_recipient"),
    path("beslut/<uuid:pk>/expediera/", dispatching.dispatch, name="dispatch"),
    path("beslut/<uuid:pk>/skicka-om/", dispatching.resend, name="resend"),
    path("beslut/<uuid:pk>/kvitto/", dispatching.add_receipt, name="add_receipt"),
    path("beslut/<uuid:pk>/retur/", dispatching.note_return, name="note_return"),
    path("beslut/<uuid:pk>/paket/", dispatching.package, name="package"),
    path("kvitton/<uuid:pk>/", dispatching.receipt_file, name="receipt_file"),
    path("beslut/<uuid:pk>/motpart/lank/", countersigning.make_link, name="make_link"),
    path("beslut/<uuid:pk>/motpart/aterkalla/", countersigning.revoke_link, name="revoke_link"),
    path("beslut/<uuid:pk>/motpart/exemplar/", countersigning.receive_copy, name="receive_copy"),
    path("exemplar/<uuid:pk>/", countersigning.signed_copy, name="signed_copy"),
    path("exemplar/<uuid:pk>/godta/", countersigning.accept_copy, name="accept_copy"),
    path("exemplar/<uuid:pk>/avvisa/", countersigning.turn_back_copy, name="turn_back_copy"),
    path("motpart/<slug:token>/", counterpart.counterpart, name="counterpart"),
    path("motpart/<slug:token>/brev.pdf", counterpart.counterpart_letter, name="counterpart_letter"),
    path("klausuler/<str:board>/", clauses.clauses, name="clauses"),
    path("klausuler/<str:board>/ny/", clauses.clause_new, name="clause_new"),
    path("klausul/<int:pk>/", clauses.clause_edit, name="clause_edit"),
    path("klausul/<int:pk>/avsluta/", clauses.clause_retire, name="clause_retire"),
    path("handlingar/<uuid:pk>/", documents.document, name="document"),
    path("handlingar/<uuid:pk>/forlangd/", documents.prolonged, name="prolonged"),
    path("underlag/<uuid:pk>/", basis.basis_file, name="basis_file"),
    path("underlag/<uuid:pk>/version.pdf", basis.rendition, name="rendition"),
    path("beslut/<uuid:pk>/bilagor/", basis.appendices, name="appendices"),
    path("verifiera/", verification.verify, name="verify"),
    path("verifiera/<slug:code>/", verification.verify, name="verify_code"),
    path("sammantraden/", meetings.meeting_list, name="meeting_list"),
    path("sammantraden/<uuid:pk>/", meetings.meeting, name="meeting"),
    path("sammantraden/<uuid:pk>/dag/", meetings.move_meeting, name="move_meeting"),
    path("sammantraden/<uuid:pk>/frys/", meetings.freeze, name="freeze"),
    path("sammantraden/<uuid:pk>/paragraf/", meetings.write_back, name="write_back"),
    path("sammantraden/<uuid:pk>/anmalan.<slug:ending>", meetings.list_file, name="list_file"),
    path("organisation/<str:board>/", profile.profile, name="profile"),
    path("organisation/<str:board>/forhandsvisning/", profile.preview, name="profile_preview"),
    path(
        "organisation/<str:board>/forhandsvisning/<sha256:sha256>.pdf",
        profile.preview_page,
        name="profile_page",
    ),
    # After the addresses of delegation/urls.py, which are under the same word. A version may hold a slash.
    path("delegationsordning/<str:board>/<path:version>.pdf", orders.order_pdf, name="order_pdf"),
    path(
        "delegationsordning/<str:board>/<path:version>/punkt/<path:number>/",
        orders.point_decisions,
        name="point_decisions",
    ),
    path(
        "delegationsordning/<str:board>/<path:version>/aterspelning/",
        replay.order_replay,
        name="order_replay",
    ),
    path(
        "delegationsordning/<str:board>/<path:version>/aterspelning.csv",
        replay.order_replay_csv,
        name="order_replay_csv",
    ),
    path("delegationsordning/<str:board>/<path:version>/", orders.order, name="order"),
]
