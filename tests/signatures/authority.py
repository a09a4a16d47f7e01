"""A time stamp authority of the tests' own: certomancer in a process, and a relay that sets its clock."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from asn1crypto import pem
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.postgres import free_port

HERE = Path(__file__).parent
_PATIENCE = 20  # seconds for certomancer to start


class Relay(ThreadingHTTPServer):
    """Passes on to certomancer, as if it were `now` there; or is ill in the way that `illness` says."""

    daemon_threads = True

    def __init__(self, behind: str, now: datetime) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.behind, self.now, self.illness = behind, now, ""
        self.root = b""  # its root certificate, PEM

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def tsa(self, name: str = "tsa") -> str:
        return f"{self.address}/pki/tsa/{name}"

    def pass_on(self, path: str, body: bytes | None, kind: str) -> tuple[int, str, bytes]:
        if "/tsa/" in path:
            match self.illness:
                case "error":
                    return 500, "text/plain", b"ill"
                case "nonsense":
                    return 200, "application/timestamp-reply", b"\x30\x03nonsense"
                case "web page":
                    return 200, "text/html", b"<html>"
        elif self.illness == "no lists":
            return 503, "text/plain", b"ill"
        headers = {"X-Certomancer-Fake-Time": self.now.isoformat(), "Content-Type": kind}
        request = urllib.request.Request(self.behind + path, data=body, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()


class _Passing(BaseHTTPRequestHandler):
    server: Relay

    def do_GET(self) -> None:
        self._answer(None)

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, body: bytes | None) -> None:
        status, kind, content = self.server.pass_on(self.path, body, self.headers.get("Content-Type", ""))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextmanager
def running(folder: Path, now: datetime) -> Iterator[Relay]:
    """Certomancer with new keys in `folder`."""
    for name in ("root", "tsa", "next"):
        key = ec.generate_private_key(ec.SECP256R1())
        content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.pem").write_bytes(content)
    port = free_port()
    relay = Relay(f"http://127.0.0.1:{port}", now)
    written = (HERE / "pki.yml").read_text("utf-8")
    written = written.replace("@URL@", relay.address).replace("@FOLDER@", str(folder))
    (folder / "pki.yml").write_text(written, "utf-8")
    program = [sys.executable, "-m", "certomancer", "--config", str(folder / "pki.yml")]
    options = ["animate", "--aiohttp", "--no-web-ui", "--port", str(port)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([*program, *options], stdout=log, stderr=log)
    try:
        root = _when_up(f"{relay.behind}/pki/certs/root/ca.crt", process)
        relay.root = pem.armor("CERTIFICATE", root)
        threading.Thread(target=relay.serve_forever, daemon=True).start()
        yield relay
        relay.shutdown()
    finally:
        relay.server_close()
        process.terminate()
        process.wait(10)


def _when_up(address: str, process: subprocess.Popen[bytes]) -> bytes:
    last = time.monotonic() + _PATIENCE
    while time.monotonic() < last and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                content: bytes = answer.read()
                return content
        except urllib.error.URLError:
            time.sleep(0.05)
    raise RuntimeError("certomancer did not start")
