"""The placeholders of a clause: a closed set, so that what a board has adopted can say nothing else.

A clause is plain text in which {motpart} stands for the counterpart of the letter that holds it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACEHOLDERS = {
    "motpart": "motpartens namn",
    "organisation": "den egna organisationens namn",
    "nämnd": "nämndens namn",
    "ärende": "ärendets diarienummer",
    "slutdag": "avsiktsförklaringens sista dag",
}
_WRITTEN = re.compile(r"\{([^{}]*)\}")


def used(text: str) -> set[str]:
    """The names between braces in `text`, known or not."""
    return set(_WRITTEN.findall(text))


def faults(text: str) -> list[str]:
    """What is wrong with the placeholders of a clause, one sentence each; empty when they are in order."""
    allowed = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    found = [
        f"{{{name}}} är inget som Delegat kan fylla i. Det som går är {allowed}."
        for name in sorted(used(text) - PLACEHOLDERS.keys())
    ]
    if re.search(r"[{}]", _WRITTEN.sub("", text)):
        found.append(f"Det finns en klammer utan par. Klamrar skrivs bara runt {allowed}.")
    return found


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with each placeholder replaced by its value; one without a value stays as it is written."""
    return _WRITTEN.sub(lambda match: values.get(match[1]) or match[0], text)
