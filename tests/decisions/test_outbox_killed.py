"""Senders as processes of their own: killed at each step, and two at once on one SQLite file.

Nothing is lost and nothing is sent twice: a mail that nobody knows of is left for a person.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from email import message_from_bytes
from pathlib import Path
from threading import Event
from time import sleep

import pytest
from django.db import connection
from pytest_django import Settings

from tests import world
from tests.decisions import sendings
from tests.smtp import HangUp, MailServer

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db]

# Stops for good before or after one of its own steps, having said so; sends as the site does otherwise.
SENDER = """
import sys, time
from datetime import timedelta
import django
django.setup()
from django.utils import timezone
from decisions import outbox

stop_at, hours = sys.argv[1], int(sys.argv[2])

def wait(moment):
    if moment == stop_at:
        print("here", flush=True)
        time.sleep(600)

def stopping(name):
    step = getattr(outbox, name)
    def run(*args, **options):
        wait(f"before {name}")
        result = step(*args, **options)
        wait(f"after {name}")
        return result
    setattr(outbox, name, run)

for name in ("claim", "_settle"):
    stopping(name)
print("ready", flush=True)
sys.stdin.readline()
outbox.deliver(lambda: timezone.now() + timedelta(hours=hours))
"""

# Where the sender is killed: what becomes of its mail, and how often the server has taken it.
STEPS = {
    "before claim": ("sent", 1),  # nobody had it, so the next one sends it
    "after claim": ("uncertain", 0),
    "greeting": ("uncertain", 0),
    "rcpt": ("uncertain", 0),
    "body": ("uncertain", 0),  # the whole mail is heard and not kept
    "taken": ("uncertain", 1),  # kept and not answered
    "before _settle": ("uncertain", 1),
    "after _settle": ("sent", 1),
}


class Post:
    """A folder with a database, its documents and a mail server; and senders that work on it."""

    def __init__(self, folder: Path, server: MailServer) -> None:
        self.folder = folder
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"sqlite:///{folder / 'delegat.db'}",
            "DATA_DIR": str(folder),
            "PYTHONPATH": str(world.ROOT),
            "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
            "DEFAULT_FROM_EMAIL": "delegat@example.org",
        }

    def sender(self, stop_at: str = "", *, hours: int = 0) -> subprocess.Popen[str]:
        """A process that is ready to send, and begins when it is told to."""
        process = subprocess.Popen(
            [sys.executable, "-c", SENDER, stop_at, str(hours)],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        return process

    def states(self) -> dict[str, str]:
        """Message-ID → state."""
        with sqlite3.connect(self.folder / "delegat.db") as file:
            return dict(file.execute("SELECT message_id, state FROM decisions_outgoingmail ORDER BY id"))


def post_of(count: int, folder: Path, server: MailServer, settings: Settings) -> Post:
    """`count` mails wait in a database of their own: two processes cannot share one in memory."""
    sendings.by_mail(server, settings)
    stores = {"documents": settings.STORAGES["documents"] | {"OPTIONS": {"location": folder / "documents"}}}
    settings.STORAGES = settings.STORAGES | stores
    region = world.build()
    decision = sendings.signed(region)
    for number in range(count):
        sendings.sent(region, decision, name=f"Mottagare {number}", address=f"{number}@example.org")
    connection.ensure_connection()
    with sqlite3.connect(folder / "delegat.db") as file:
        for statement in connection.connection.iterdump():
            file.execute(statement)
        file.commit()
    return Post(folder, server)


def begin(sender: subprocess.Popen[str]) -> None:
    assert sender.stdin
    sender.stdin.write("\n")
    sender.stdin.flush()


def ids(server: MailServer) -> list[str]:
    return [str(message_from_bytes(mail)["Message-ID"]) for mail in server.taken]


def test_a_sender_killed_at_any_step_loses_nothing_and_sends_nothing_twice(
    tmp_path: Path, settings: Settings
) -> None:
    reached, over, waiting_at = Event(), Event(), [""]

    def at(moment: str) -> None:
        if moment == waiting_at[0]:
            reached.set()
            over.wait(60)
            raise HangUp  # nobody is there to hear the answer

    with MailServer(at) as server:
        post = post_of(len(STEPS), tmp_path, server, settings)
        for step in STEPS:
            waiting_at[0] = step
            sender = post.sender(step)
            begin(sender)
            if " " in step:
                assert sender.stdout
                assert sender.stdout.readline() == "here\n"
            else:
                assert reached.wait(30)
                reached.clear()
            sender.kill()
            sender.communicate()
        waiting_at[0] = ""
        over.set()
        post.sender(hours=1).communicate("\n", timeout=60)

        # The first sender had claimed nothing, so each later one was killed over the mail before its own, and
        # the last mail was left for the last sender.
        results = [STEPS[step] for step in list(STEPS)[1:]] + [STEPS["before claim"]]
        states, taken = post.states(), ids(server)
    assert [(state, taken.count(mail)) for mail, state in states.items()] == results


def test_two_senders_at_once_send_each_mail_once(tmp_path: Path, settings: Settings) -> None:
    with MailServer(lambda moment: sleep(0.01)) as server:
        post = post_of(8, tmp_path, server, settings)
        senders = [post.sender(), post.sender()]
        for sender in senders:
            begin(sender)
        for sender in senders:
            sender.communicate(timeout=60)

        assert sorted(ids(server)) == sorted(post.states())
    assert set(post.states().values()) == {"sent"}
