"""A number given elsewhere is kept; a slip of the hand never moves the series or the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from decisions import actions
from decisions.numbering import Dnr
from tests import world
from tests.world import NOW, World


def test_a_given_number_is_kept_and_the_next_follows_it(region: World) -> None:
    kept = world.case_of(region, dnr="RUN/100000/2020")

    assert kept.dnr == "RUN/100000/2020"
    assert world.case_of(region, dnr="RUN/200000/2020").dnr == "RUN/200000/2020"
    assert world.case_of(region).dnr == "RUN/200001/2020"
    assert str(Dnr.parse("RUN/200001/2020")) == "RUN/200001/2020"


@pytest.mark.parametrize(
    ("dnr", "words"),
    [
        ("RUN/99999999/2020", "Seriens senaste nummer är RUN/1/2020."),
        ("RUN/100002/2020", "Seriens senaste nummer är RUN/1/2020."),
        ("RUN/100001/2019", "Seriens senaste nummer är inget ännu."),
        ("RUN/2/2021", "året ska vara 1900–2020"),
        ("RUN/2/1899", "året ska vara 1900–2020"),
    ],
)
def test_a_number_that_cannot_be_meant_leaves_the_series_as_it_was(
    region: World, dnr: str, words: str
) -> None:
    world.case_of(region)

    with pytest.raises(actions.Refused) as caught:
        world.case_of(region, dnr=dnr)

    assert words in str(caught.value)
    assert world.case_of(region).dnr == "RUN/2/2020"


@pytest.mark.parametrize(
    "changes", [{"opened_on": date(1899, 12, 31)}, {"title": "\u200b"}, {"unit": "\u00ad"}]
)
def test_a_case_that_cannot_be_meant_takes_no_number(region: World, changes: dict[str, object]) -> None:
    with pytest.raises(actions.Refused, match="nget har sparats"):
        world.case_of(region, **changes)

    assert world.case_of(region).dnr == "RUN/1/2020"


@pytest.mark.parametrize("held_on", [date(1899, 12, 31), date(2031, 1, 1), date(9999, 1, 1)])
def test_a_meeting_in_another_age_is_refused(region: World, held_on: date) -> None:
    meeting = actions.create_meeting(
        by=region.secretary, board=region.board, held_on=date(2030, 12, 31), now=NOW
    )

    with pytest.raises(actions.Refused, match="mellan år 1900 och 2030"):
        actions.create_meeting(by=region.secretary, board=region.board, held_on=held_on, now=NOW)
    with pytest.raises(actions.Refused, match="mellan år 1900 och 2030"):
        actions.move_meeting(by=region.secretary, meeting=meeting, held_on=held_on, now=NOW)
