"""A mail server of the tests' own, on the loopback address: it takes mail, refuses, hangs up or waits.

What it does at a moment of the conversation is told by a function of that moment.
"""

from __future__ import annotations

import socketserver
from collections.abc import Callable
from threading import Thread
from types import TracebackType
from typing import Any, Self

# The moments in their order. Before the last comes "body": the whole mail is heard but not kept. At "taken"
# it is kept, and only the answer is left.
_ANSWERS = {
    "greeting": "220 hej",
    "mail": "250 ok",
    "rcpt": "250 ok",
    "data": "354 skriv",
    "taken": "250 tack",
}


class HangUp(Exception):
    """Close the connection without a word."""


class MailServer:
    """`at(moment)` gives another answer than the usual, raises HangUp, or takes its time."""

    def __init__(self, at: Callable[[str], str | None] = lambda moment: None) -> None:
        self.at = at
        self.taken: list[bytes] = []
        self.recipients: list[str] = []
        self._server = _Server(("127.0.0.1", 0), _Conversation)
        self._server.mail = self
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, moment: str) -> str:
        return self.at(moment) or _ANSWERS[moment]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    mail: MailServer


class _Conversation(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        try:
            self._say(self.server.mail.answer("greeting"))
            while line := self.rfile.readline().decode("ascii").strip():
                if self._heard(line):
                    return
        except (HangUp, ConnectionError):
            return

    def _heard(self, line: str) -> bool:
        """Answer one line; true when the conversation is over."""
        word, mail = line.split(" ")[0].upper(), self.server.mail
        moment = {"MAIL": "mail", "RCPT": "rcpt", "DATA": "data"}.get(word)
        if moment is None:
            self._say("221 hej då" if word == "QUIT" else "250 ok")
            return word == "QUIT"
        if moment == "rcpt":
            mail.recipients.append(line.partition(":")[2].strip("<>"))
        answer = mail.answer(moment)
        self._say(answer)
        if answer.startswith("354"):
            self._take()
        return False

    def _take(self) -> None:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise HangUp
            lines.append(line[1:] if line.startswith(b".") else line)
        refusal = self.server.mail.at("body")
        if refusal is None:
            self.server.mail.taken.append(b"".join(lines))
        self._say(refusal or self.server.mail.answer("taken"))

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


def saying(moment: str, answer: str) -> Callable[[str], str | None]:
    """Gives this answer at this moment."""
    return lambda now: answer if now == moment else None


def hanging_up(moment: str) -> Callable[[str], Any]:
    """Closes the connection at this moment."""

    def at(now: str) -> None:
        if now == moment:
            raise HangUp

    return at
