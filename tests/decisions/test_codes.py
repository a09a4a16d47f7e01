"""Verification codes: how they are made, printed and read again."""

from __future__ import annotations

import pytest

from decisions import codes

SEED = "00112233445566778899aabbccddeeff"


def test_each_document_of_a_decision_has_a_code_of_its_own_that_never_changes() -> None:
    assert codes.code(SEED, "decision") == codes.code(SEED, "decision")
    assert codes.code(SEED, "decision") != codes.code(SEED, "letter_of_intent")
    assert codes.code(codes.new_seed(), "decision") != codes.code(SEED, "decision")
    assert codes.code("", "decision") == ""


@pytest.mark.parametrize(
    "typed",
    [
        "7K3QX-09FZB-1CDEG-HJKMN",
        "7k3qx09fzb1cdeghjkmn",
        " 7K3QX 09FZB  lcdeg hjkmn ",
        "7K3QX-O9FZB-ICDEG-HJKMN",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert codes.read(typed) == "7K3QX09FZB1CDEGHJKMN"
    assert codes.grouped(codes.read(typed)) == "7K3QX-09FZB-1CDEG-HJKMN"


@pytest.mark.parametrize(
    "typed", ["", "7K3QX", "7K3QX-09FZB-1CDEG-HJKMN-A", "UUUUU-UUUUU-UUUUU-UUUUU", "åäö"]
)
def test_what_is_no_code_reads_as_none(typed: str) -> None:
    assert codes.read(typed) == ""
