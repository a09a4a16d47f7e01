"""The package for a digital mailbox: the documents of a dispatch, and a list of them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any

from decisions import store
from decisions.models import Dispatch, DispatchedDocument
from decisions.reporting import harmless

FORMAT = "dispatch-package/1"


def file_name(dispatch: Dispatch) -> str:
    return f"{dispatch.decision.case.dnr.replace('/', '-').lower()}-{str(dispatch.pk)[-8:]}.zip"


def content(dispatch: Dispatch) -> bytes:
    """The zip: PDFs, manifest.json and manifest.csv. The same dispatch gives the same bytes.

    Raises store.Damaged.
    """
    rows = list(dispatch.documents.select_related("document"))
    manifest = _manifest(dispatch, rows)
    made_at = dispatch.at.astimezone().timetuple()[:6]
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in [
            *((row.document.file_name, store.get(row.sha256)) for row in rows),
            ("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2).encode()),
            ("manifest.csv", _as_csv(manifest)),
        ]:
            archive.writestr(zipfile.ZipInfo(name, made_at), body, zipfile.ZIP_DEFLATED)
    return package.getvalue()


def _manifest(dispatch: Dispatch, rows: Iterable[DispatchedDocument]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "dispatch": str(dispatch.pk),
        "dnr": dispatch.decision.case.dnr,
        "decided_on": str(dispatch.decision.decided_on),
        "sent_on": dispatch.sent_on.isoformat(),
        "recipient": {"name": dispatch.name, "address": dispatch.address},
        "documents": [
            {
                "kind": row.document.kind,
                "file": row.document.file_name,
                "size": row.document.size,
                "sha256": row.sha256,
            }
            for row in rows
        ],
    }


def _as_csv(manifest: dict[str, Any]) -> bytes:
    """One line a document, with semicolons and a byte order mark, as a Swedish spreadsheet opens it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(["diarienummer", "mottagare", "adress", "handling", "fil", "sha256"])
    to = [" ".join(manifest["recipient"][key].split()) for key in ("name", "address")]
    for row in manifest["documents"]:
        cells = [manifest["dnr"], *to, row["kind"], row["file"], row["sha256"]]
        writer.writerow([harmless(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")
