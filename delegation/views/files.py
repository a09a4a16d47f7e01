"""Versions as files, and two versions side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from delegation import authority, diff, orders, sheets
from delegation.models import DelegationOrder, OrderState
from delegation.terms import Order
from delegation.views.base import seen_board, seen_order

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KINDS: dict[str, tuple[str, Callable[[dict[str, Any]], bytes]]] = {
    "yaml": ("application/yaml", lambda data: orders.to_yaml(data).encode()),
    "xlsx": (_XLSX, sheets.write),
}
_WORDS = {
    "added": "tillagd",
    "removed": "borttagen",
    "changed": "ändrad",
    "renumbered": "nytt nummer",
    "split": "utbruten",
    "merged": "sammanförd",
}


@login_required
@require_safe
def order_file(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """The version as YAML or as a workbook; read back, it is the same order."""
    row = seen_order(request, pk=pk)
    if kind not in _KINDS:
        raise Http404(f"no file is called {kind}")
    media_type, write = _KINDS[kind]
    name = f"delegationsordning-{row.board.code}-{row.version.replace(':', '-').replace('/', '-')}.{kind}"
    return _download(write(row.as_plain()), name, media_type)


@login_required
@require_safe
def order_template(request: UserRequest) -> HttpResponse:
    """An empty workbook with headings, help and one invented point."""
    return _download(sheets.template(), "delegationsordning-mall.xlsx", _XLSX)


@login_required
@require_safe
def order_diff(request: UserRequest, board: str) -> HttpResponse:
    """What one version changes in another: the two that are asked for, else the latest two."""
    found = seen_board(request, board)
    versions = list(found.orders.order_by("-valid_from").prefetch_related("points"))
    new = _chosen(versions, request.GET.get("till"), 0)
    old = _chosen(versions, request.GET.get("fran"), versions.index(new) + 1 if new else 0)
    context: dict[str, Any] = {"board": found, "versions": versions, "old": old, "new": new}
    if old and new:
        before, after = authority.read(old), authority.read(new)
        points = [(_WORDS[change.kind], change) for change in diff.diff(before, after)]
        context |= {"points": points, "words": _besides(old, new, before, after)}
    return render(request, "delegation/order_diff.html", context)


def _besides(old: DelegationOrder, new: DelegationOrder, before: Order, after: Order) -> list[diff.Changed]:
    """What is said otherwise outside the points. Of a draft there is nothing to say on its adoption."""
    adopted = OrderState.DRAFT not in (old.state, new.state)
    rows = diff.diff_order(before, after)
    return [row for row in rows if adopted or not row.key.startswith("order.adopted")]


def _chosen(versions: list[DelegationOrder], asked: str | None, otherwise: int) -> DelegationOrder | None:
    """The version with the id that is asked for, else the one at that place, if there is one."""
    by_id = {str(row.pk): row for row in versions}
    if asked in by_id:
        return by_id[asked]
    return versions[otherwise] if otherwise < len(versions) else None


def _download(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
