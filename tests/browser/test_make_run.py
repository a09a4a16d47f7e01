"""make run as its user meets it: gunicorn, built static files and the demo region, started from nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.postgres import free_port
from tests.test_setup import OURS, ROOT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo that was started from nothing; ended as Ctrl-C ends it."""
    folder, port = tmp_path_factory.mktemp("run"), free_port()
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    secrets = {"SECRET_KEY": "for-this-test-alone", "KEYS_SECRET": "for-this-test-alone"}
    environment |= {"DATA_DIR": str(folder)} | secrets
    with (folder / "log").open("w") as log:
        command = [sys.executable, "-m", "config.demo", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/konto/login/", server, folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
    assert "Traceback" not in (folder / "log").read_text("utf-8")
    assert server.returncode == 0


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(480):
        if server.poll() is not None:
            break
        try:
            urlopen(address, timeout=10).close()
            return
        except URLError:
            time.sleep(0.25)
    pytest.fail(f"sajten startade inte:\n{log.read_text('utf-8')}")


def test_a_demo_user_logs_in_to_the_site_that_make_run_serves(site: str, page: Page) -> None:
    page.goto(f"{site}/konto/login/")
    page.locator("input[name=login]").fill("martina")
    page.locator("input[name=password]").fill("delegat-demo-2020")
    page.locator("input[name=password]").press("Enter")

    page.wait_for_url(f"{site}/")
    expect(page.get_by_text("Martina Lundholm").first).to_be_visible()
    # the style sheet arrived under the name that its content gave it
    styles = page.locator("link[rel=stylesheet]").first.get_attribute("href") or ""
    assert (
        urlopen(site + styles, timeout=10).headers["Cache-Control"] == "max-age=315360000, public, immutable"
    )
