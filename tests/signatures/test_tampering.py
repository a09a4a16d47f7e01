"""One byte changed anywhere in a signed file, or one more at its end, and it is no longer what was signed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import parser
from pyhanko.pdf_utils.generic import NumberObject

from decisions.signatures import validate
from decisions.signatures.pades import Update
from tests.signatures.conftest import DAY, NOW

# Every kind of byte that a PDF is made of; the group, where there is one, is the byte.
KINDS = {
    "header": rb"%PDF-1\.(7)",
    "comment": rb"%([^%\n])",
    "object number": rb"\n(\d)+ 0 obj",
    "keyword": rb" (o)bj",
    "name": rb"/([A-Z])",
    "number": rb" (\d)",
    "string": rb"\(([^)])",
    "opened dictionary": rb"(<)<",
    "closed dictionary": rb">(>)",
    "array": rb"(\[)",
    "byte range": rb"/ByteRange \[0 (\d)",
    "signing time": rb"/M \(D:(\d)",
    "compressed": rb"stream\n(.)",
    "end of a stream": rb"end(s)tream",
    "place of the references": rb"startxref\n(\d)",
    "end of file": rb"%%E(O)F",
    "line end": rb"(\n)",
    "space": rb"( )",
}
CONTAINER = rb"<([0-9A-F]{2000,})>"


def validates(pdf: bytes, place: int, bit: int = 1) -> bool:
    """Still, with one bit of the byte at `place` the other way."""
    changed = pdf[:place] + bytes([pdf[place] ^ bit]) + pdf[place + 1 :]
    return validate(changed, at=NOW + DAY).is_valid


def every_kind(pdf: bytes, saves: slice) -> Iterator[tuple[str, int]]:
    """One byte of each kind in each of the saves, and in the containers of the signatures there."""
    ends = [match.end() for match in re.finditer(rb"%%EOF\n?", pdf)]
    blank = re.sub(CONTAINER, lambda match: bytes(len(match[0])), pdf)
    for start, end in list(zip([0, *ends], ends, strict=False))[saves]:
        for kind, pattern in KINDS.items():
            if match := re.compile(pattern, re.DOTALL).search(blank, start, end):
                yield f"{kind}, save from {start}", match.start(1)
        if match := re.compile(CONTAINER).search(pdf, start, end):
            written = match.start(1) + len(match[1].rstrip(b"0"))
            places = {"opening": match.start(), "first digit": match.start(1), "last digit": written - 1}
            places |= {"room": written + 1, "end of the room": match.end(1) - 1, "closing": match.end(1)}
            yield from ((f"{what} of the container, save from {start}", at) for what, at in places.items())


def test_one_byte_of_any_kind_is_noticed(installation: Path, plainly_signed: bytes, prolonged: bytes) -> None:
    places = dict(every_kind(plainly_signed, slice(None)))
    last = dict(every_kind(prolonged, slice(-1, None)))

    unnoticed = [kind for kind, at in places.items() if validates(plainly_signed, at)]
    unnoticed += [kind for kind, at in last.items() if validates(prolonged, at)]

    assert unnoticed == []
    assert (len(places), len(last)) > (50, 15)


def parts(content: bytes, start: int, end: int, depth: int = 0) -> Iterator[int]:
    """Where the tag, the length and the last byte of each part of a container are, five levels down."""
    while start < end:
        _, method, _, header, value, _ = parser.parse(content[start:end])
        inside, after = start + len(header), start + len(header) + len(value)
        yield from (start, start + 1, after - 1)
        if method and depth < 5:
            yield from parts(content, inside, after, depth + 1)
        start = after


def test_one_byte_of_any_part_of_the_last_container_is_noticed(
    installation: Path, plainly_signed: bytes
) -> None:
    last = list(re.finditer(CONTAINER, plainly_signed))[-1]
    container = bytes.fromhex(last[1].decode())
    found = set(parts(container, 0, parser.peek(container)))
    places = [last.start(1) + 2 * place + 1 for place in sorted(found)]

    unnoticed = [place for place in places if validates(plainly_signed, place)]

    assert unnoticed == []
    assert len(places) > 60


def test_another_way_to_write_the_same_digits_is_noticed(installation: Path, plainly_signed: bytes) -> None:
    last = list(re.finditer(CONTAINER, plainly_signed))[-1]
    place = last.start() + re.search(rb"[A-F]", last[0]).start()  # type: ignore[union-attr]

    assert not validates(plainly_signed, place, 0x20)


@pytest.mark.parametrize("more", [b"\n", b" ", b"\0", b"%", b"%%EOF\n", b"mer"])
def test_whatever_is_added_at_the_end_is_noticed(
    installation: Path, plainly_signed: bytes, more: bytes
) -> None:
    assert not validate(plainly_signed + more, at=NOW).is_intact


def test_a_page_changed_in_a_further_save_is_noticed(installation: Path, plainly_signed: bytes) -> None:
    update = Update(BytesIO(plainly_signed))
    page = update.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = NumberObject(90)
    update.update_container(page)
    output = BytesIO()
    update.write(output)

    assert not validate(output.getvalue(), at=NOW).is_intact


def test_a_file_written_anew_is_no_longer_signed(installation: Path, plainly_signed: bytes) -> None:
    output = BytesIO()
    with pikepdf.open(BytesIO(plainly_signed)) as document:
        document.save(output)

    assert not validate(output.getvalue(), at=NOW).is_intact


def test_a_file_without_its_seal_is_not_finished(installation: Path, plainly_signed: bytes) -> None:
    ends = [match.end() for match in re.finditer(rb"%%EOF\n?", plainly_signed)]

    found = validate(plainly_signed[: ends[1]], at=NOW)

    assert not found.is_valid
    assert "stämpel saknas" in found.reason
