"""What the service in csc_service.py is told to hold, and what it has noted."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.signatures.csc_service import ECDSA_SHA256
from tests.signatures.keys import Identity


@dataclass(frozen=True)
class CscService:
    url: str
    folder: Path

    def add(
        self,
        name: str,
        of: Identity,
        *,
        algorithms: tuple[str, ...] = (ECDSA_SHA256,),
        habit: str = "",
        auth: dict[str, Any] | None = None,
        codes: dict[str, str] | None = None,
        key: bytes | None = None,
        instead: dict[str, Any] | None = None,
    ) -> str:
        """A credential that is released by `codes`; without, by nothing. `auth` is what is said of it.

        `instead` replaces parts of the answer to credentials/info.
        """
        kept = {
            "key": base64.b64encode(key or of.key_der()).decode(),
            "chain": [base64.b64encode(der).decode() for der in of.chain],
            "algorithms": algorithms,
            "habit": habit,
            "codes": codes or {},
            "auth": auth or said_of(codes or {}),
            "instead": instead or {},
        }
        (self.folder / f"{name}.json").write_text(json.dumps(kept))
        return name

    def lines(self, name: str) -> list[str]:
        """What the service has noted, in `calls` or `refused`, since the last time it was looked at."""
        file = self.folder / name
        found = file.read_text().splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return found


def said_of(codes: dict[str, str]) -> dict[str, Any]:
    mode = "explicit" if codes else "implicit"
    presence = {name: {"presence": str(name in codes).lower()} for name in ("PIN", "OTP")}
    objects = [{"type": "Password", "id": name} for name in codes]
    return {"v1": {"authMode": mode} | presence, "v2": {"auth": {"mode": mode, "objects": objects}}}
