"""Many rows: what a user may see, and what a page asks for. `visible_to` is the first call of every read."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Least, TruncDate, Upper

from accounts.models import Role, User
from accounts.permissions import boards_of
from decisions.follow_ups import SUPPLEMENTS, Kind, MarkKind
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

    def with_noted(self) -> Self:
        """Each case with `noted`: its decisions that something has come of since they were signed."""
        decisions = self.model._meta.get_field("decisions").related_model._default_manager
        rows = decisions.noted().with_standing().order_by("decided_on", "pk")
        return self.prefetch_related(models.Prefetch("decisions", rows, to_attr="noted"))

    def in_swedish_order(self) -> Self:
        return self.order_by(swedish("title"), "dnr")


def _reported(where: str) -> Q:
    """Decisions reported so; what a chief is told of is reported as its point says all the same."""
    under_its_point = Q(order__points__number=F("point"), order__points__rule__reporting=where)
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
            decision=OuterRef("pk"), verb__in=["decision.sent_back", "decision.conflict_declared"]
        )
        return self.annotate(is_returned=models.Exists(sent_back))

    def with_standing(self) -> Self:
        """Each row with what decisions/standing.py reads of it, in a few further questions for them all."""
        rows = self.select_related("follows__earlier")
        return rows.prefetch_related("marks__by", "followed_by__decision__marks")

    def noted(self) -> Self:
        """Those that a signed decision follows, or that something is noted on."""
        followed = Q(followed_by__decision__state__in=DECIDED)
        return self.filter(followed | Q(marks__isnull=False)).distinct()

    def with_end(self) -> Self:
        """Each row with `ended_on`: the day from which caps count it no more; None while they do.

        It ends when it is withdrawn, and when a decision that follows takes its place: of a decision and
        what corrects or changes it, the latest counts. An annulment itself counts nothing.
        """
        manager = self.model._default_manager
        marks = self.model._meta.get_field("marks").related_model._default_manager
        withdrawn = marks.filter(decision=OuterRef("pk"), kind=MarkKind.WITHDRAWN)
        later = manager.filter(
            follows__earlier=OuterRef("main"), state__in=DECIDED, signed_at__gte=OuterRef("signed_at")
        )
        later = later.exclude(pk=OuterRef("pk")).exclude(marks__kind=MarkKind.WITHDRAWN).order_by("signed_at")
        supplements = When(follows__kind__in=SUPPLEMENTS, then=F("follows__earlier"))
        taken_back, followed = (
            Subquery(withdrawn.values(day=TruncDate("at"))),
            Subquery(later.values("decided_on")[:1]),
        )
        # Whichever comes first. On SQLite the least of something and nothing is nothing.
        first = Least(Coalesce(taken_back, followed), Coalesce(followed, taken_back))
        annulment = When(follows__kind=Kind.ANNULMENT, then=F("decided_on"))
        return self.alias(main=Case(supplements, default=F("pk"))).annotate(
            ended_on=Case(annulment, default=first)
        )

    def counting(self, on: date) -> Self:
        """Those that caps count on the day `on`: what ends that day counts no more."""
        return self.with_end().filter(Q(ended_on=None) | Q(ended_on__gt=on))

    def without_power_in(self, board: Board) -> Self:
        """Found to be decided without power, for the board to decide anew."""
        rows = self.filter(case__board=board, marks__kind=MarkKind.WITHOUT_POWER)
        return rows.order_by("decided_on", "id")

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

    def with_dispatched(self) -> Self:
        """Each row with `was_dispatched`: something of it has been sent, or is on its way, to someone."""
        sent = self.model._meta.get_field("dispatches").related_model._default_manager
        return self.annotate(was_dispatched=models.Exists(sent.filter(decision=models.OuterRef("pk"))))

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

    def verifiable_by(self, viewer: User | AnonymousUser) -> Self:
        """Documents whose genuineness may be told: to anyone, unless their case is confidential (OSL)."""
        rows = self.select_related(
            "decision__case__board__organisation",
            "decision__signed_by",
            "report__meeting__board__organisation",
        )
        manager = self.model._default_manager
        told = Q(pk__in=manager.filter(Q(decision=None) | Q(decision__case__confidential=False)).values("pk"))
        if isinstance(viewer, User):
            told |= Q(pk__in=manager.visible_to(viewer).values("pk"))
        return rows.filter(told)


class DispatchQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        visible = self.model._default_manager.filter(_visible_cases(user, "decision__case__")).values("pk")
        return self.filter(pk__in=visible)

    def in_trouble(self, claimed_before: datetime) -> Self:
        """Came back, failed, or nobody knows; and neither sent again nor received since.

        A mail claimed before `claimed_before` and still not settled has lost its sender.
        """
        lost = Q(mail__state="sending", mail__claimed_at__lt=claimed_before)
        wrong = Q(bounce__isnull=False) | Q(mail__state__in=["failed", "uncertain"]) | lost
        return self.filter(wrong, replaced_by=None, receipts=None)


class OutgoingMailQuerySet(models.QuerySet[Any]):
    def due(self, now: datetime) -> Self:
        return self.filter(state="waiting", due_at__lte=now)


class ReceiptQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        prefix = "dispatch__decision__case__"
        visible = self.model._default_manager.filter(_visible_cases(user, prefix)).values("pk")
        return self.filter(pk__in=visible)


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
