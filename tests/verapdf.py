"""make verapdf: veraPDF, where it is installed, over one PDF of every template.

It is the validator that archives trust, written in Java, and comes with no package that Delegat uses. This
runs the one that VERAPDF names, or the one on PATH. python -m tests.verapdf
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import django

FLAVOURS = ("2a", "ua1")
MISSING = (
    "veraPDF finns inte här. Inget är kontrollerat och inget har ändrats. Installera det från verapdf.org "
    "och kör make verapdf igen, eller ange var det ligger: make verapdf VERAPDF=/sökväg/till/verapdf"
)


def main() -> int:
    """0 when veraPDF is content with every file, 1 when it is not, 2 when it cannot be found."""
    command = shutil.which(os.environ.get("VERAPDF") or "verapdf")
    if command is None:
        print(MISSING, file=sys.stderr)  # noqa: T201
        return 2
    with tempfile.TemporaryDirectory(prefix="delegat-verapdf-") as folder:
        files = [str(path) for path in _written(Path(folder))]
        runs = [
            subprocess.run([command, "--flavour", flavour, "--format", "text", *files], check=False)
            for flavour in FLAVOURS
        ]
    return int(any(run.returncode for run in runs))


def _written(folder: Path) -> list[Path]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    # Django must be ready before the documents can be read.
    from tests.decisions import samples

    paths = [folder / f"{name}.pdf" for name in samples.TEMPLATES]
    for path in paths:
        path.write_bytes(samples.content(path.stem))
    return paths


if __name__ == "__main__":
    raise SystemExit(main())
