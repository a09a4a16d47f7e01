"""Has a decision been sent to anyone?"""

from __future__ import annotations

from decisions.models import Decision, Dispatch


def is_dispatched(decision: Decision) -> bool:
    """Has anything of the decision been sent to anyone, or been handed over to be sent?

    Then it is given, and can no longer be withdrawn by its decider. Also a dispatch that came back, failed or
    is uncertain counts: nobody can say that it was not read. For many rows there is `with_dispatched()`.
    """
    return Dispatch.objects.filter(decision=decision).exists()
