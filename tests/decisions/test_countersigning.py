"""The counterpart's signature: asked for once the decision is signed, kept as it comes, reviewed for good."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.storage import storages
from django.db import DatabaseError, connection, transaction

from decisions import actions, countersigning, logbook, settled, store, uploads
from decisions import events as chain
from decisions.actions.countersigning import AlreadyReturned, digest
from decisions.models import CountersignLink, Decision, Event, SignedCopy, Standing
from tests import world
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

LETTER = actions.Letter(title="A", recipient_name="B", body="<p>C</p>", wants_countersignature=True)
LAST = date(2020, 9, 30)
LATER = NOW + timedelta(days=2)
PDF = b"%PDF-1.7 undertecknad"


def sent(region: World) -> Decision:
    return world.signed(region, letter=LETTER)


def linked(region: World, decision: Decision) -> tuple[CountersignLink, str]:
    return actions.make_link(by=region.officer, decision=decision, last_day=LAST, now=NOW)


def returned(link: CountersignLink, content: bytes = PDF, **changes: object) -> SignedCopy:
    values = {"file_name": "svar.pdf", "signed_by": "Daglig leder", "now": LATER} | changes
    return actions.return_by_link(link=link, content=content, **values)  # type: ignore[arg-type]


def standing(decision: Decision) -> Standing:
    return Decision.objects.get(pk=decision.pk).letter.standing


# --- the link ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["drafted", "submitted"])
def test_no_link_is_made_before_the_decision_is_signed(region: World, state: str) -> None:
    decision = getattr(world, state)(region, letter=LETTER)

    with pytest.raises(actions.NotAllowed, match="Beslutet är"):
        linked(region, decision)
    with pytest.raises(DatabaseError, match="inte undertecknat"), transaction.atomic():
        CountersignLink.objects.create(
            letter=decision.letter, token_hash="x", made_at=NOW, made_by=region.officer, expires_at=LATER
        )


def test_no_link_is_made_where_the_counterpart_is_not_asked(region: World) -> None:
    letter = actions.Letter(title="A", recipient_name="B", body="<p>C</p>")

    with pytest.raises(actions.NotAllowed, match="ingen underskrift av motparten"):
        linked(region, world.signed(region, letter=letter))


def test_a_decision_without_a_letter_asks_no_counterpart(region: World) -> None:
    with pytest.raises(actions.NotAllowed, match="ingen underskrift av motparten"):
        linked(region, world.signed(region))


def test_the_link_is_long_and_only_its_hash_is_kept(region: World) -> None:
    link, token = linked(region, sent(region))

    assert len(token) == 43  # 32 bytes, six bits a letter
    assert link.token_hash == digest(token)
    rows = str(list(CountersignLink.objects.values())) + str(list(Event.objects.values("data")))
    assert token not in rows


def test_the_link_is_open_to_the_end_of_its_last_day(region: World) -> None:
    link, _ = linked(region, sent(region))

    assert link.last_day == LAST
    assert CountersignLink.objects.open_at(link.expires_at - timedelta(seconds=1)).exists()
    assert not CountersignLink.objects.open_at(link.expires_at).exists()


@pytest.mark.parametrize("last_day", [date(2020, 8, 30), date(2021, 9, 1)])
def test_a_link_for_a_past_day_or_for_years_is_refused(region: World, last_day: date) -> None:
    with pytest.raises(actions.Refused, match="Ingen länk är gjord"):
        actions.make_link(by=region.officer, decision=sent(region), last_day=last_day, now=NOW)


def test_a_new_link_closes_the_one_before(region: World) -> None:
    decision = sent(region)
    first, _ = linked(region, decision)

    second, _ = linked(region, decision)

    first.refresh_from_db()
    assert (first.is_open(NOW), second.is_open(NOW)) == (False, True)


def test_a_revoked_link_takes_nothing(region: World) -> None:
    decision = sent(region)
    link, _ = linked(region, decision)
    actions.revoke_link(by=region.officer, decision=decision, now=NOW)

    with pytest.raises(actions.Refused, match="gäller inte längre"):
        returned(link)
    with pytest.raises(actions.NotAllowed, match="ingen länk att återkalla"):
        actions.revoke_link(by=region.officer, decision=decision, now=NOW)


def test_an_expired_link_takes_nothing(region: World) -> None:
    link, _ = linked(region, sent(region))

    with pytest.raises(actions.Refused, match="gäller inte längre"):
        returned(link, now=link.expires_at)

    assert not SignedCopy.objects.exists()


# --- what comes back -----------------------------------------------------------------------------------


def test_what_the_counterpart_returns_is_kept_as_it_came_and_nobody_of_ours_is_its_actor(
    region: World,
) -> None:
    decision = sent(region)
    link, _ = linked(region, decision)

    copy = returned(link, file_name="../svar\x00.pdf")

    event = Event.objects.get(verb="letter.copy_returned")
    assert store.get(copy.sha256) == PDF
    assert (copy.file_name, copy.received_by, standing(decision)) == ("svar.pdf", None, Standing.RECEIVED)
    assert (event.actor, event.capacity) == (None, "motparten, genom länken")
    (entry,) = logbook.entries([event])
    assert (entry.who, entry.did) == ("Motparten", "lämnade in sitt undertecknade exemplar")
    assert list(chain.verify(region.board)) == []


def test_a_second_copy_is_refused_while_the_first_waits_and_once_it_is_accepted(region: World) -> None:
    decision = sent(region)
    link, _ = linked(region, decision)
    copy = returned(link)

    with pytest.raises(AlreadyReturned):
        returned(link, b"%PDF-1.7 annan")
    actions.accept_copy(by=region.officer, copy=copy, now=LATER)
    with pytest.raises(actions.Refused):
        returned(link, b"%PDF-1.7 annan")
    with pytest.raises(actions.NotAllowed, match="undertecknat av motparten"):
        linked(region, decision)

    assert standing(decision) == Standing.ACCEPTED
    assert SignedCopy.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "ingen PDF"), (b"hej", "ingen PDF"), (b"MZ\x90%PDF-", "ingen PDF"), (b" %PDF-1.4", "ingen PDF")],
)
def test_what_is_no_pdf_by_its_content_is_refused(region: World, content: bytes, words: str) -> None:
    link, _ = linked(region, sent(region))

    with pytest.raises(actions.Refused, match=words):
        returned(link, content)


def test_a_copy_says_who_signed_it(region: World) -> None:
    link, _ = linked(region, sent(region))

    with pytest.raises(actions.Refused, match="Ange vem som har undertecknat"):
        returned(link, signed_by=" \u200b ")


def test_the_officer_puts_in_what_came_by_mail(region: World) -> None:
    decision = sent(region)

    copy = actions.receive_copy(
        by=region.registrar, decision=decision, content=PDF, file_name="a.pdf", signed_by="B", now=LATER
    )

    assert (copy.received_by, copy.link) == (region.registrar, None)
    assert Event.objects.get(verb="letter.copy_received").actor == region.registrar


def test_a_copy_that_is_turned_back_is_kept_and_another_is_waited_for(region: World) -> None:
    decision = sent(region)
    link, _ = linked(region, decision)
    first = returned(link)

    actions.turn_back_copy(by=region.officer, copy=first, comment="Sidan två saknas.", now=LATER)
    second = returned(link, b"%PDF-1.7 hel")
    actions.accept_copy(by=region.officer, copy=second, now=LATER)

    link.refresh_from_db()
    assert standing(decision) == Standing.ACCEPTED
    assert not link.is_open(LATER)
    assert [copy.is_accepted for copy in SignedCopy.objects.all()] == [False, True]


def test_a_copy_is_reviewed_once_and_by_whom_it_concerns(region: World) -> None:
    link, _ = linked(region, sent(region))
    copy = returned(link)

    with pytest.raises(actions.NotAllowed, match="handläggare"):
        actions.accept_copy(by=region.director, copy=copy, now=LATER)
    with pytest.raises(actions.Refused, match="Skriv varför"):
        actions.turn_back_copy(by=region.officer, copy=copy, comment=" ", now=LATER)
    actions.accept_copy(by=region.officer, copy=copy, now=LATER)
    with pytest.raises(actions.NotAllowed):
        actions.turn_back_copy(by=region.officer, copy=copy, comment="Nej.", now=LATER)


def test_what_is_missing_is_said_in_a_sentence_at_each_step(region: World) -> None:
    def line() -> str:
        return countersigning.line_of(Decision.objects.get(pk=decision.pk))

    decision = world.submitted(region, letter=LETTER)
    said = [line()]
    world.sign(region, decision)
    said.append(line())
    link, _ = linked(region, decision)
    copy = returned(link)
    said.append(line())
    actions.turn_back_copy(by=region.officer, copy=copy, comment="En sida saknas.", now=LATER)
    said.append(line())
    copy = returned(link, b"%PDF-1.7 hel")
    actions.accept_copy(by=region.officer, copy=copy, now=LATER)
    said.append(line())

    assert said == [
        "Motparten ska underteckna när beslutet är undertecknat.",
        "Väntar på motpartens underskrift sedan 2020-08-31.",
        "Motpartens exemplar, undertecknat av Daglig leder, kom 2020-09-02 och ska granskas.",
        "Väntar på motpartens underskrift på nytt sedan 2020-09-02, då ett exemplar inte godtogs.",
        "Undertecknat av motparten genom Daglig leder; exemplaret kom 2020-09-02 och är godtaget.",
    ]


# --- what is kept --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE decisions_countersignlink SET expires_at = '2099-01-01'",
        "UPDATE decisions_countersignlink SET token_hash = 'x'",
        "UPDATE decisions_countersignlink SET revoked_at = NULL, revoked_by_id = NULL "
        "WHERE revoked_at IS NOT NULL",
        "DELETE FROM decisions_countersignlink",
        "INSERT INTO decisions_countersignlink (letter_id, token_hash, made_at, made_by_id, expires_at) "
        "SELECT letter_id, 'x', made_at, made_by_id, expires_at FROM decisions_countersignlink "
        "WHERE revoked_at IS NULL",
        "UPDATE decisions_signedcopy SET sha256 = 'x'",
        "DELETE FROM decisions_signedcopy",
        "UPDATE decisions_copyreview SET outcome = 'accepted', reason = ''",
        "DELETE FROM decisions_copyreview",
    ],
)
def test_the_database_only_adds_to_what_the_counterpart_was_asked_and_returned(
    region: World, sql: str
) -> None:
    decision = sent(region)
    linked(region, decision)
    link, _ = linked(region, decision)
    actions.turn_back_copy(by=region.officer, copy=returned(link), comment="Nej.", now=LATER)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_takes_no_second_copy_past_the_action(region: World) -> None:
    link, _ = linked(region, sent(region))
    copy = returned(link)

    with pytest.raises(DatabaseError, match="redan en som gäller"), transaction.atomic():
        SignedCopy.objects.create(
            letter=copy.letter,
            link=link,
            sha256="0" * 64,
            size=1,
            file_name="x",
            signed_by="x",
            received_at=LATER,
        )


def test_a_copy_that_is_altered_in_the_store_is_found(region: World) -> None:
    link, _ = linked(region, sent(region))
    copy = returned(link)
    assert list(settled.faults(region.board)) == []

    storages["documents"].delete(f"{copy.sha256[:2]}/{copy.sha256[2:4]}/{copy.sha256}")

    (fault,) = settled.faults(region.board)
    assert "motpartens exemplar" in fault
    assert "saknas i arkivet" in fault


def test_an_upload_beyond_the_limit_is_never_read(settings: object) -> None:
    class TooLarge:
        size = 20 * 1024 * 1024 + 1

        def read(self) -> bytes:
            raise AssertionError("read")

    with pytest.raises(uploads.BadFile, match="större än 20 MB"):
        uploads.pdf_of(TooLarge())  # type: ignore[arg-type]
