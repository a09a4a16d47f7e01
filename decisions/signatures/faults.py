"""What went wrong with a back end: told to whoever signs, and to whoever starts the site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured

from decisions.signatures.port import SigningFailed


class Fault(SigningFailed):
    """A failure in two sentences, what was wrong and who does what; between them stands what was kept.

    Never with a PIN, a password or a token in it.
    """

    def __init__(self, wrong: str, remedy: str) -> None:
        self.wrong, self.remedy = wrong, remedy
        super().__init__(f"{wrong} Inget är undertecknat, och beslutet ligger kvar som det var. {remedy}")


@contextmanager
def stopping_the_start() -> Iterator[None]:
    """Turn a Fault into the one line that stops the start."""
    try:
        yield
    except Fault as fault:
        raise ImproperlyConfigured(f"{fault.wrong} Inget har startats. {fault.remedy}") from fault
