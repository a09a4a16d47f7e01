"""”Är handlingen äkta?”: open to anyone, who learns nothing that is confidential."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from decisions import codes, uploads, verification
from decisions.forms import VerifyForm
from decisions.standing import standing

_TOO_OFTEN = "För många frågor på kort tid. Vänta en minut och fråga igen."


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """A code in the address (as the QR code has it), a typed code, or a dropped file."""
    asks = bool(code) or request.method == "POST"
    if asks and not _within_limit(request):
        return _page(request, VerifyForm(), refusal=_TOO_OFTEN, status=429)
    if request.method != "POST":
        finding = verification.by_code(code, request.user) if code else None
        return _page(request, VerifyForm(initial={"code": code}), finding)
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    file = form.cleaned_data["file"]
    if not file:
        return _page(request, form, verification.by_code(form.cleaned_data["code"], request.user))
    try:
        content = uploads.content_of(file)
    except uploads.BadFile as error:
        return _page(request, form, refusal=str(error), status=422)
    return _page(request, form, verification.by_content(content, request.user))


def _within_limit(request: HttpRequest) -> bool:
    # The limiter's public door lets every GET through, and a code in the address is a guess like any other.
    return bool(ratelimit.consume(request, app="allauth.account", action="verify_document", limit_get=True))


def _page(
    request: HttpRequest,
    form: VerifyForm,
    finding: verification.Finding | None = None,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    document = finding.document if finding else None
    context = {
        "form": form,
        "finding": finding,
        "result": finding.result.value if finding else "",
        "document": document,
        "code": codes.grouped(document.code) if document else "",
        "standing": standing(document.decision) if document and document.decision else None,
        "refusal": refusal,
    }
    response = render(request, "decisions/verify.html", context, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
