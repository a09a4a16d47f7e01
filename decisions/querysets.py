"""Many rows: what a user may see, and what a page asks for. `visible_to` is the first call of every read."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from accounts.models import Role, User
from accounts.permissions import boards_of
from decisions.states import DECIDED, OPEN, State
from delegation.swedish import swedish
from delegation.texts import tidy

if TYPE_CHECKING:
    from delegation.models import Board

# Who sees a board's confidential cases without having a part in them.
_SEES_CONFIDENTIAL = (Role.SECRETARY, Role.REGISTRAR, Role.AUDITOR)


def _visible_cases(user: User, prefix: str) -> Q:
    """The condition for a case reached over `prefix` to be seen by `user`."""

    def on(**lookups: Any) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in lookups.items()})

    part = on(officer=user) | on(decisions__decider=user) | on(decisions__drafted_by=user)
    return on(board__in=boards_of(user)) & (
        on(confidential=False) | on(board__in=boards_of(user, _SEES_CONFIDENTIAL)) | part
    )


class CaseQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Cases of the user's boards; confidential ones only for those with a part in them."""
        return self.filter(pk__in=self.model._default_manager.filter(_visible_cases(user, "")).values("pk"))

    def matching(self, words: str) -> Self:
        """Cases whose number or title holds every word, in whichever case it is written."""
        # By collation, since PostgreSQL takes its capitals from the locale that the database happens to have.
        found = self.alias(title_upper=Upper(swedish("title")), dnr_upper=Upper(swedish("dnr")))
        for word in tidy(words).upper().split():
            found = found.filter(Q(dnr_upper__contains=word) | Q(title_upper__contains=word))
        return found

    def in_swedish_order(self) -> Self:
        return self.order_by(swedish("title"), "dnr")


def _reported(where: str) -> Q:
    """Decisions reported so; what a chief is told of is reported as its point says all the same."""
    under_its_point = Q(order__points__number=models.F("point"), order__points__rule__reporting=where)
    return Q(reporting=where) | (Q(reporting="to_head") & under_its_point)


class DecisionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Decisions in cases that the user sees."""
        visible = self.model._default_manager.filter(_visible_cases(user, "case__")).values("pk")
        return self.filter(pk__in=visible)

    def with_case(self) -> Self:
        return self.select_related(
            "case__board__organisation", "case__officer", "decider", "drafted_by", "order"
        )

    def with_returned(self) -> Self:
        """Each row with `is_returned`: the decider has sent it back at some time."""
        sent_back = self.model._meta.get_field("events").related_model._default_manager.filter(
            decision=models.OuterRef("pk"), verb__in=["decision.sent_back", "decision.conflict_declared"]
        )
        return self.annotate(is_returned=models.Exists(sent_back))

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def drafts_of(self, user: User) -> Self:
        """The officer's own drafts and what they have sent for decision."""
        return self.open().filter(Q(drafted_by=user) | Q(case__officer=user))

    def waiting_for(self, user: User) -> Self:
        return self.filter(state=State.SUBMITTED, decider=user)

    def decided_under(self, points: Q, since: date, until: date) -> Self:
        """Decided under those points from `since` to `until`, both days included, whatever came after.

        An urgent decision (KL 6:39) rests on no point, whatever its draft once said.
        """
        rows = self.filter(points, state__in=DECIDED, decided_on__range=(since, until))
        return rows.exclude(attested__urgent=True)

    def decided_in(self, board: Board, since: date, until: date) -> Self:
        """Decided by delegation from `board` from `since` to `until`, both days included."""
        return self.filter(case__board=board, state__in=DECIDED, decided_on__range=(since, until))

    def to_report(self, board: Board) -> Self:
        """Signed, to be reported to `board`, and on no list: whatever their day, oldest first (KL 6:40)."""
        rows = self.filter(_reported("to_board"), case__board=board, state=State.SIGNED, report_line=None)
        return rows.distinct().order_by("decided_on", "id")

    def told_to_head(self, user: User) -> Self:
        """Decided under a subdelegation that `user` gave, and told to them, latest first (KL 7:6, 7:8)."""
        return self.filter(told_to=user, state__in=DECIDED).order_by("-decided_on", "-id")

    def to_minute(self, board: Board) -> Self:
        """Signed, and by their point not reported but recorded in a protocol of their own (KL 6:40, 7:8)."""
        rows = self.filter(_reported("minuted"), case__board=board, state=State.SIGNED)
        return rows.distinct().order_by("decided_on", "id")

    def awaiting_counterpart(self, user: User) -> Self:
        """Decided in the officer's own cases, with a letter that the counterpart has not signed for good."""
        asked = self.filter(state__in=DECIDED, case__officer=user, letter__wants_countersignature=True)
        return asked.exclude(letter__copies__review__outcome="accepted").order_by("decided_on", "id")

    def with_letter(self) -> Self:
        """Each row with its letter, and with what the counterpart has returned."""
        return self.select_related("letter").prefetch_related("letter__copies__review")

    def handed_over_to(self, board: Board) -> Self:
        """Matters that a delegate or an officer has left for the board to decide."""
        return self.filter(case__board=board, state=State.HANDED_OVER).order_by("created_at")


class BasisItemQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        visible = self.model._default_manager.filter(_visible_cases(user, "decision__case__")).values("pk")
        return self.filter(pk__in=visible)


class DocumentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Documents of decisions that the user sees, and lists of boards where they may see all rows."""
        manager = self.model._default_manager
        of_decisions = manager.filter(_visible_cases(user, "decision__case__"))
        of_lists = manager.filter(report__meeting__board__in=boards_of(user, _SEES_CONFIDENTIAL))
        return self.filter(Q(pk__in=of_decisions.values("pk")) | Q(pk__in=of_lists.values("pk")))


class ClauseQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Clauses of the boards where the user has a role."""
        return self.filter(board__in=boards_of(user))

    def current(self) -> Self:
        return self.filter(retired_at=None)


class LinkQuerySet(models.QuerySet[Any]):
    def open_at(self, now: datetime) -> Self:
        """Links that are neither revoked nor past their time."""
        return self.filter(revoked_at=None, expires_at__gt=now)


class CopyQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        manager, path = self.model._default_manager, "letter__decision__case__"
        return self.filter(pk__in=manager.filter(_visible_cases(user, path)).values("pk"))


class MeetingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Meetings with their lists: for those who may see every row of the board."""
        return self.filter(board__in=boards_of(user, _SEES_CONFIDENTIAL))


class ReportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return self.filter(meeting__board__in=boards_of(user, _SEES_CONFIDENTIAL))


class EventQuerySet(models.QuerySet[Any]):
    def of_case(self, case: Any) -> Self:
        """The case's log, oldest first."""
        return self.filter(case=case).select_related("actor", "decision").order_by("sequence")
