"""What must hold for any input, tried on inputs that nobody would think of."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.numbering import Dnr, NumberError
from decisions.richtext import clean, to_text
from delegation import advice, questions, statutes, verdicts
from delegation.fields import NumberField
from delegation.swedish import compare
from delegation.terms import Fact
from delegation.texts import one_line, tidy
from tests.engine.test_engine import asked, versions

ORDERS = versions()
ANSWERS = ("conflict_of_interest", "urgent", "reserved_by_board", "kl_6_38_1", "kl_6_38_5")
MARKUP = st.text(alphabet="<>/=\"' apscriptonlhrefimgjavsc:tdbul&#;\x01å", max_size=120)


@given(MARKUP)
def test_cleaned_markup_is_clean_and_stays_as_it_is(html: str) -> None:
    kept = clean(html)

    assert clean(kept) == kept
    assert "<script" not in kept
    assert "javascript:" not in kept.replace("&", "").lower() or "href" not in kept
    assert "<" not in to_text(kept.replace("&lt;", ""))


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<a href="https://example.org/å">x</a>', '<a href="https://example.org/å">x</a>'),
        ('<a href="mailto:a@example.org">x</a>', '<a href="mailto:a@example.org">x</a>'),
        ('<a href="//evil.example">x</a>', "<a>x</a>"),
        ('<a href="https:///evil">x</a>', "<a>x</a>"),
        ('<a href="/arenden/">x</a>', "<a>x</a>"),
        ('<a href="static:fonts/x">x</a>', "<a>x</a>"),
        ('<a href="java&#x200b;script:alert(1)">x</a>', "<a>x</a>"),
        ("<p>&#x338; onfocus=alert(1) <em>x</em></p>", "x<p></p>"),
        ("<p>\u202e100\u202c \ud800\ufdd0a&#xad;b</p>", "<p>100 ab</p>"),
    ],
)
def test_cleaning_keeps_absolute_links_and_what_can_be_seen(html: str, kept: str) -> None:
    assert clean(html) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\u200b\u0308", "ä"),
        ("RUN\u202e/1", "RUN/1"),
        ("\ufeffa\ufffe\U0001ffff", "a"),
        ("rad 1\r\nrad 2\r", "rad 1\nrad 2"),
        ("av\u00adstavat", "avstavat"),
        ("\u200b\u00ad\u3164\u2800", ""),
    ],
)
def test_what_no_reader_sees_is_taken_away(text: str, kept: str) -> None:
    assert tidy(text) == kept


@given(st.text(max_size=80))
def test_tidied_text_is_tidy_and_on_one_line_when_it_must_be(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert "\n" not in one_line(text)
    assert "\x00" not in tidy(text)


@given(st.integers(0, 10**12), st.integers(0, 99))
def test_an_amount_is_read_as_it_is_shown(kronor: int, ore: int) -> None:
    field = NumberField(fact=Fact("amount", "money", "Belopp"), required=False)
    written = field.prepare_value(Decimal(f"{kronor}.{ore:02d}"))

    assert Decimal(str(field.clean(written))) == Decimal(f"{kronor}.{ore:02d}")


@given(st.from_regex(r"\A[A-ZÅÄÖ]{1,20}/[1-9][0-9]{0,8}/[12][0-9]{3}\Z"))
def test_a_registry_number_is_read_as_it_is_written(text: str) -> None:
    assert str(Dnr.parse(text)) == text


@given(st.text(max_size=40).filter(lambda text: text.count("/") != 2))
def test_what_is_no_registry_number_is_told(text: str) -> None:
    with pytest.raises(NumberError):
        Dnr.parse(text)


@given(st.lists(st.text(max_size=12), max_size=3))
def test_swedish_order_is_an_order(words: list[str]) -> None:
    for left in words:
        for right in words:
            assert compare(left, right) == -compare(right, left)


@settings(max_examples=60)
@given(
    left_out=st.sets(st.sampled_from(ANSWERS), min_size=1),
    yes=st.sets(st.sampled_from(ANSWERS)),
    days=st.integers(0, 720),
)
def test_the_engine_never_says_within_when_a_question_is_open(
    left_out: set[str], yes: set[str], days: int
) -> None:
    asked_now: dict[str, Any] = asked({})
    asked_now["decided_on"] = (date(2020, 1, 1) + timedelta(days=days)).isoformat()
    asked_now["attested"] |= dict.fromkeys(yes, True)
    asked_now["attested"] = {
        key: value for key, value in asked_now["attested"].items() if key not in left_out
    }

    question = questions.from_plain(asked_now, ORDERS, "frågan")
    verdict = verdicts.to_plain(advice.judge(ORDERS, question, statutes.load()))

    assert verdict["outcome"] != "within"


@settings(max_examples=60)
@given(st.integers(0, 3_000_000), st.booleans())
def test_within_means_that_every_check_passed(amount: int, commits: bool) -> None:
    changed = asked({}) | {"facts": {"amount": amount, "commits_funds": commits}}

    verdict = verdicts.to_plain(
        advice.judge(ORDERS, questions.from_plain(changed, ORDERS, "frågan"), statutes.load())
    )

    passed = all(check["outcome"] == "pass" for check in verdict["checks"])
    assert (verdict["outcome"] == "within") is passed
    assert (verdict["outcome"] == "within") is (amount == 0 and not commits)
