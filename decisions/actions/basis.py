"""What the decision rests on: adding and removing lines of Beslutsunderlag, with or without a file."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from accounts import tracked
from accounts.models import User
from accounts.permissions import Refused
from decisions import appendix, office, store, uploads
from decisions.actions.base import locked, log_part, require, save
from decisions.models import BasisItem, Decision, Rendition, Verb
from delegation.texts import one_line


@transaction.atomic
def add_basis(
    *,
    by: User,
    decision: Decision,
    title: str,
    now: datetime,
    dated: date | None = None,
    file_name: str = "",
    content: bytes | None = None,
) -> BasisItem:
    """Add a line; its file is checked by content and kept under its hash."""
    decision = locked(decision)
    require(by, "edit", decision)
    item = BasisItem(decision=decision, title=one_line(title), dated=dated)
    if not item.title:
        raise Refused("Ange handlingens titel. Den är inte sparad, men resten av utkastet är kvar.")
    if content is not None:
        try:
            item.media_type = uploads.media_type(file_name, content)
        except uploads.BadFile as error:
            raise Refused(str(error)) from error
        item.file_name, item.size = uploads.safe_name(file_name), len(content)
        try:
            item.sha256 = store.put(content)
        except store.Damaged as error:
            raise Refused(
                f"{error} Filen är inte sparad, men resten av utkastet är kvar. "
                "Hör av dig till den som förvaltar systemet."
            ) from error
    item.clean_fields()
    save(item, by)
    log_part(Verb.BASIS_ADDED, decision=decision, by=by, now=now, data=_told(item))
    return item


@transaction.atomic
def remove_basis(*, by: User, item: BasisItem, now: datetime) -> None:
    """Take a line away from a draft. Its history and its stored bytes remain."""
    decision = locked(item.decision)
    require(by, "edit", decision)
    log_part(Verb.BASIS_REMOVED, decision=decision, by=by, now=now, data=_told(item))
    tracked.delete(item, by)


def _told(item: BasisItem) -> dict[str, str]:
    return {"item": str(item.pk), "title": item.title, "sha256": item.sha256}


def make_renditions(*, by: User, decision: Decision, now: datetime) -> int:
    """Have LibreOffice make a PDF of each basis file that is none; how many there still are without.

    They are made for reading: nothing of the decision changes, and no lock is held while they are made.
    """
    require(by, "read_appendices", decision)
    items = appendix.without_rendition(decision)
    made = office.to_pdf(appendix.given(items))
    for item, content in zip(items, made, strict=True):
        if content:
            sha256, size = store.put(content), len(content)
            row = {"sha256": sha256, "size": size, "made_at": now}
            Rendition.objects.get_or_create(of_sha256=item.sha256, defaults=row)
    return made.count(None)
