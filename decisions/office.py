"""Office files and images as PDF, by LibreOffice where the machine has it: an optional component.

It runs apart, in a folder and with a profile of its own that are thrown away, without macros, following no
links, and for a bounded time. What it makes is for reading; the file that was given is what counts.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

SECONDS = 60  # for all files of one call; a worker's thread waits for them

_SCRIPTING, _INET = "org.openoffice.Office.Common/Security/Scripting", "org.openoffice.Inet/Settings"
_NOWHERE = "127.0.0.1", "9"  # the discard port: should anything be asked for all the same, nobody answers
_SETTINGS = (
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    (_INET, "ooInetProxyType", "2"),
    *((_INET, f"ooInet{kind}ProxyName", _NOWHERE[0]) for kind in ("HTTP", "HTTPS")),
    *((_INET, f"ooInet{kind}ProxyPort", _NOWHERE[1]) for kind in ("HTTP", "HTTPS")),
)


@dataclass(frozen=True)
class Given:
    """A file as it came: what it is, by its ending, and its bytes."""

    ending: str  # .docx, .xlsx, .png, .jpg …
    content: bytes


def program() -> str | None:
    """Where LibreOffice is; None when the machine has none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_pdf(files: Sequence[Given]) -> list[bytes | None]:
    """Each file as PDF, in the same order; None for one that LibreOffice could not read, or not in time."""
    soffice = program()
    if not files or soffice is None:
        return [None] * len(files)
    with TemporaryDirectory(prefix="delegat-office-") as name:
        folder = Path(name)
        _write_profile(folder / "profile")
        # Named by us, so that no name in the folder is the uploader's.
        paths = [folder / f"{place}{file.ending}" for place, file in enumerate(files)]
        for path, file in zip(paths, files, strict=True):
            path.write_bytes(file.content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        _run([soffice, profile, *_OPTIONS, *(path.name for path in paths)], folder)
        made = [folder / "pdf" / f"{path.stem}.pdf" for path in paths]
        return [path.read_bytes() if path.is_file() else None for path in made]


_OPTIONS = ("--headless", "--norestore", "--nolockcheck", "--convert-to", "pdf", "--outdir", "pdf")


def _run(command: Sequence[str], folder: Path) -> None:
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LANG": "C.UTF-8"}
    proxy = "http://{}:{}".format(*_NOWHERE)
    environment |= {"http_proxy": proxy, "https_proxy": proxy, "no_proxy": ""}
    # In a session of its own: soffice is a script whose child would outlive it.
    child = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with suppress(subprocess.TimeoutExpired):
        child.wait(SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _write_profile(folder: Path) -> None:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>', "utf-8"
    )
