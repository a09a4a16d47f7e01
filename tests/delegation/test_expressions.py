"""A condition in words: what each way of writing means, and what is said when it means nothing."""

from __future__ import annotations

from typing import Any

import pytest

from delegation import expressions

FACTS: dict[str, Any] = {
    "amount": {"type": "money"},
    "share": {"type": "decimal"},
    "years": {"type": "integer"},
    "commits_funds": {"type": "boolean"},
    "recipient": {"type": "text"},
    "day": {"type": "date"},
    "kind": {"type": "choice", "choices": ["gift", "loan", "annat stöd"]},
    "egen fråga": {"type": "boolean"},
}
PARAMETERS = ["prisbasbelopp", "annat belopp"]
A: dict[str, Any] = {"fact": "commits_funds", "is": True}
B: dict[str, Any] = {"fact": "years", "at_most": 3}
C: dict[str, Any] = {"fact": "day", "above": "2026-12-31"}

# Text, and its meaning; each is also how the meaning is written.
WRITTEN: list[tuple[str, dict[str, Any]]] = [
    ("commits_funds = ja", A),
    ("commits_funds != nej", {"fact": "commits_funds", "is_not": False}),
    ("years <= 3", B),
    ("day > 2026-12-31", C),
    ("amount < 500 000", {"fact": "amount", "below": 500000}),
    ("amount >= 99,50", {"fact": "amount", "at_least": "99.50"}),
    ('amount <= "500000"', {"fact": "amount", "at_most": "500000"}),
    ("share > -1 000", {"fact": "share", "above": -1000}),
    ("amount <= prisbasbelopp", {"fact": "amount", "at_most": {"parameter": "prisbasbelopp"}}),
    (
        "amount <= 2 * prisbasbelopp",
        {"fact": "amount", "at_most": {"parameter": "prisbasbelopp", "times": 2}},
    ),
    (
        "amount <= 0,5 * [annat belopp]",
        {"fact": "amount", "at_most": {"parameter": "annat belopp", "times": "0.5"}},
    ),
    ('kind i (gift, "annat stöd")', {"fact": "kind", "in": ["gift", "annat stöd"]}),
    ("years inte i (1, 2 000)", {"fact": "years", "not_in": [1, 2000]}),
    ('amount i ("1.50", 2)', {"fact": "amount", "in": ["1.50", 2]}),
    ('recipient = "säg ""ja"""', {"fact": "recipient", "is": 'säg "ja"'}),
    ('recipient = ""', {"fact": "recipient", "is": ""}),
    ('recipient = "ja"', {"fact": "recipient", "is": "ja"}),
    ("[egen fråga] = ja", {"fact": "egen fråga", "is": True}),
    ('years <= 3 "Högst tre år"', {**B, "because": "Högst tre år"}),
    ('years <= 3 ""', {**B, "because": ""}),
    ("commits_funds = ja och years <= 3 och day > 2026-12-31", {"all": [A, B, C]}),
    ("commits_funds = ja och years <= 3 eller day > 2026-12-31", {"any": [{"all": [A, B]}, C]}),
    ("commits_funds = ja och (years <= 3 eller day > 2026-12-31)", {"all": [A, {"any": [B, C]}]}),
    ("(commits_funds = ja och years <= 3) och day > 2026-12-31", {"all": [{"all": [A, B]}, C]}),
    ("inte commits_funds = ja och years <= 3", {"all": [{"not": A}, B]}),
    ("inte (commits_funds = ja eller years <= 3)", {"not": {"any": [A, B]}}),
    ("inte inte commits_funds = ja", {"not": {"not": A}}),
    ("alla (commits_funds = ja)", {"all": [A]}),
    ("någon (alla (commits_funds = ja))", {"any": [{"all": [A]}]}),
    ("alla (commits_funds = ja och years <= 3)", {"all": [{"all": [A, B]}]}),
]


@pytest.mark.parametrize(("text", "condition"), WRITTEN, ids=[text for text, _ in WRITTEN])
def test_a_text_and_its_condition_mean_each_other(text: str, condition: dict[str, Any]) -> None:
    assert expressions.parse(text, FACTS, PARAMETERS) == condition
    assert expressions.write(condition) == text


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("(((years <= 3)))", "years <= 3"),
        ("  years  <=3 ", "years <= 3"),
        ("years ≤ 3 OCH commits_funds ≠ Nej", "years <= 3 och commits_funds != nej"),
        ("day≥2026-01-01", "day >= 2026-01-01"),
        ("amount <= 500000", "amount <= 500 000"),
        ("amount <= 500\u00a0000", "amount <= 500 000"),
        ("amount <= 1.5", "amount <= 1,5"),
        ("amount<=2×prisbasbelopp", "amount <= 2 * prisbasbelopp"),
        ("kind i (gift; loan)", "kind i (gift, loan)"),
        ("recipient = ”En förening”", 'recipient = "En förening"'),
        ("years\n<= 3\noch commits_funds = ja", "years <= 3 och commits_funds = ja"),
    ],
)
def test_what_people_write_is_understood(text: str, same: str) -> None:
    assert expressions.write(expressions.parse(text, FACTS, PARAMETERS)) == same


@pytest.mark.parametrize(
    ("text", "slips"),
    [
        ("", ["Tecken 1: texten tar slut. Här ska stå en frågas nyckel"]),
        ("years", ["Tecken 6: texten tar slut. Här ska stå =, !=, <=, <, >=, >, i eller inte i."]),
        ("years <= ", ["Tecken 10: texten tar slut. Här ska stå ett tal, en dag eller en parameters namn."]),
        ("yaers <= 3", ["Tecken 1: frågan ”yaers” finns inte. Nycklarna är amount, "]),
        ("years <= 3 4", ["Tecken 12: ”4”. Här ska stå och, eller – eller inget mer."]),
        ("years <= 3)", ["Tecken 11: ”)”. Här ska stå och, eller"]),
        ("(years <= 3", ["Tecken 12: texten tar slut. Här ska stå )."]),
        ("commits_funds <= ja", ["Tecken 15: ”<=” passar inte en fråga av typen ja/nej. Tillåtna är =, !=."]),
        ("commits_funds = 1", ["Tecken 17: ”1”. Svara ja eller nej."]),
        ("amount <= -1", ["Tecken 11: ”-1”. Skriv ett belopp utan minustecken"]),
        ("years = 1,5", ["Tecken 9: ”1,5”. Skriv ett heltal."]),
        ("day = 2026-02-30", ["Tecken 7: ”2026-02-30”. Skriv dagen som ÅÅÅÅ-MM-DD."]),
        ("kind = present", ["Tecken 8: ”present”. Tillåtna är gift, loan, annat stöd."]),
        ("recipient = 5", ["Tecken 13: ”5”. Skriv texten inom citattecken."]),
        (
            "amount <= basbelopp",
            ["Tecken 11: parametern ”basbelopp” finns inte. Namnen är annat belopp, pris"],
        ),
        ("day <= 2 * prisbasbelopp", ["Tecken 12: en parameter är inget datum. Skriv dagen som ÅÅÅÅ-MM-DD."]),
        ("amount <= 500.000", ["Tecken 11: ”500.000” kan läsas på två sätt. Skriv 500 000, eller"]),
        ("share i (1,5)", ["Tecken 10: ”1,5” kan vara ett tal eller två. Skriv mellanslag efter kommat"]),
        ("amount <= " + "9" * 61, ["Tecken 11: talet är för långt. Skriv ett mindre tal."]),
        ("inte " * 41 + "years <= 3", ["Tecken 201: mer än 40 nivåer i varandra. Förenkla villkoret."]),
        (
            "yaers <= 3 och commits_funds = kanske och kind = eller years",
            [
                "Tecken 1: frågan ”yaers”",
                "Tecken 32: ”kanske”",
                "Tecken 50: ”eller”",
                "Tecken 61: texten tar slut",
            ],
        ),
    ],
)
def test_every_fault_is_told_with_its_place(text: str, slips: list[str]) -> None:
    with pytest.raises(expressions.ExpressionError) as caught:
        expressions.parse(text, FACTS, PARAMETERS)

    told = [str(slip) for slip in caught.value.slips]
    assert len(told) == len(slips), told
    assert [line.startswith(words) for line, words in zip(told, slips, strict=True)] == [True] * len(slips), (
        told
    )
