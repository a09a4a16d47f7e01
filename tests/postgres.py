"""A PostgreSQL of the tests' own: made, started, and gone afterwards whatever happens."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Nothing here need survive a power cut.
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=50"]


@contextmanager
def cluster() -> Iterator[str]:
    """A new, empty cluster on a free port of the loopback address; the value is its DATABASE_URL."""
    binaries = newest_binaries()
    folder = Path(tempfile.mkdtemp(prefix="delegat-postgresql-"))
    data, log, key = folder / "data", folder / "log", folder / "key"
    password = secrets.token_hex(16)  # others on this machine can reach the port too
    key.write_text(password, "ascii")
    is_root, owner = os.geteuid() == 0, unprivileged_user()
    for path in (folder, key):
        os.chown(path, owner.pw_uid, owner.pw_gid)

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [binaries / program, "--pgdata", data, *arguments],
            check=False,
            text=True,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # root may not run PostgreSQL; anyone else runs it as themselves
            user=owner.pw_uid if is_root else None,
            group=owner.pw_gid if is_root else None,
            extra_groups=[] if is_root else None,
        )
        if done.returncode:
            shown = log.read_text("utf-8") if log.exists() else ""
            raise RuntimeError(f"{program} misslyckades:\n{done.stdout}{shown}")

    try:
        run(
            "initdb",
            "--username=delegat",
            f"--pwfile={key}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        port = free_port()
        options = " ".join(
            f"-c {option}"
            for option in [
                *FAST,
                f"port={port}",
                "listen_addresses=127.0.0.1",
                f"unix_socket_directories={folder}",
            ]
        )
        run("pg_ctl", "start", "--wait", f"--log={log}", f"--options={options}")
        try:
            yield f"postgres://delegat:{password}@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "stop", "--mode=immediate")
    finally:
        shutil.rmtree(folder)


def newest_binaries() -> Path:
    """The folder with initdb and pg_ctl of the newest PostgreSQL that Debian has installed here."""
    found = {int(path.parts[-3]): path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")}
    newest = max(found, default=0)
    if newest < 15:
        raise RuntimeError("PostgreSQL 15 eller senare saknas. Kör make setup-dev, som installerar det.")
    return found[newest]


def unprivileged_user() -> pwd.struct_passwd:
    """Who runs the server: oneself, or for root the user that Debian's package made for it."""
    return pwd.getpwuid(os.geteuid()) if os.geteuid() else pwd.getpwnam("postgres")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
