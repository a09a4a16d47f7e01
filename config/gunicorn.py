"""How gunicorn serves Delegat: gunicorn -c config/gunicorn.py config.wsgi

Only on the loopback address: the world meets a proxy with TLS, or in a demo nothing. See docs/settings.md.
"""

import os
import sys
from typing import Any

bind = "127.0.0.1:" + os.environ.get("PORT", "8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
worker_class = "gthread"
timeout = 120  # seconds; a long list takes a worker's thread some ten of them to render
graceful_timeout = 30
forwarded_allow_ips = ""  # Django alone reads what the proxy says of TLS (SECURE_PROXY_SSL_HEADER)
control_socket_disable = True
loglevel = "warning"

# The application, WeasyPrint and the fonts are loaded once, before the workers are forked.
preload_app = True


def on_starting(server: Any) -> None:
    from config import startup

    startup.warm_up()


def when_ready(server: Any) -> None:
    sys.stdout.write(f"Delegat svarar på {server.LISTENERS[0]}/ (avsluta med Ctrl-C)\n")
    sys.stdout.flush()


def post_worker_init(worker: Any) -> None:
    from django.conf import settings

    from decisions import outbox

    if settings.SENDS_EMAIL:
        outbox.start()


def worker_exit(server: Any, worker: Any) -> None:
    from decisions import outbox

    outbox.stop(timeout=graceful_timeout)
