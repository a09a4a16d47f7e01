"""make run: an embedded database with the demo region, served on the loopback address.

    python -m config.demo PORT

Every step can be taken again: a second start finds the work done and keeps what was written since.
"""

from __future__ import annotations

import errno
import hashlib
import os
import socket
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

ADDRESS = "127.0.0.1"


def main(arguments: list[str]) -> None:
    """Prepare and become gunicorn. Whatever stops it is said in a sentence, with exit code 1."""
    os.environ |= {"DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    try:
        port = _port(arguments[0] if arguments else "8000")
        os.environ.setdefault("PUBLIC_URL", f"http://{ADDRESS}:{port}")
        django.setup()
        prepare()
        _serve(port)
    except (CommandError, ImproperlyConfigured) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Avbrutet innan sajten startade. Det som var klart är kvar. Starta igen med make run.")


def prepare() -> None:
    """Tables, static files and the demo region, as far as they are missing."""
    call_command("migrate", verbosity=0, interactive=False)
    collect_static()
    call_command("load_demo")


def collect_static() -> None:
    """Build the static files when a source of theirs has changed since last time.

    Building takes seconds, so the names, sizes and times of the sources are kept beside the result.
    """
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(["CVS", ".*", "*~"]):
            about = os.stat(storage.path(name))
            digest.update(f"{name} {about.st_size} {about.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / "built.stamp"
    if stamp.exists() and stamp.read_text("ascii") == digest.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(digest.hexdigest(), "ascii")


def _port(text: str) -> int:
    """The port as a number, free to listen on. Raises CommandError before anything is touched."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise CommandError(
            f"PORT={text} är ingen port. Inget har startats. Ange 1024–65535: make run PORT=8001"
        )
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            in_use = error.errno == errno.EADDRINUSE
            another = port + 1 if 1024 <= port < 65535 else 8001
            raise CommandError(
                f"Porten {port} {'används redan' if in_use else 'får inte användas'}. "
                f"Inget har startats eller ändrats. Välj en annan: make run PORT={another}"
            ) from error
    return port


def _serve(port: int) -> None:
    sys.stdout.flush()
    os.environ["PORT"] = str(port)
    # Ctrl-C may catch a worker between two locks (gunicorn 27); nobody waits for the usual half minute here.
    options = ["--config", "config/gunicorn.py", "--graceful-timeout", "3"]
    command = [sys.executable, "-m", "gunicorn", *options, "config.wsgi"]
    os.execv(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
