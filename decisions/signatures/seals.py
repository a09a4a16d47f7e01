"""What is common to the organisation's seals, wherever the key lies (eIDAS art. 3.25–26, 35–36)."""

from __future__ import annotations

from decisions.signatures.faults import Fault
from decisions.signatures.port import ToSign

SEAL = "Elektronisk stämpel"
ADVANCED_SEAL = "Avancerad elektronisk stämpel"


def require_seal(to_sign: ToSign) -> None:
    """Raise Fault for a person's signature: a seal says which organisation, never who decided."""
    if not to_sign.signatory.is_seal:
        raise Fault(
            "Organisationens stämpel kan inte användas som en persons underskrift.",
            "Den som förvaltar systemet behöver ställa in hur personer undertecknar.",
        )
