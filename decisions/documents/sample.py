"""A beslut that nobody has made, to look at a profile by: all that the profile shows in."""

from __future__ import annotations

from datetime import date

from decisions.documents.content import Appeal, BasisRow, DecisionDocument, Sender, Signature
from decisions.documents.profile import Profile

_BACKGROUND = """
<p>Så här ser ett delegationsbeslut ut med organisationens profil. Texten är påhittad. Den är lång nog för
att visa hur raderna faller, hur stycken skiljs åt och var rubrikerna står mot det som de inleder.</p>
<p>Rubrikerna har organisationens färg, och så har linjen under brevhuvudet. Den tunna linjen längst ner,
över organisationens adresser, har den andra färgen.</p>
"""


def decision(organisation: str, board: str, profile: Profile, appeal: Appeal, day: date) -> DecisionDocument:
    """The sample with this profile, by a board of the organisation."""
    return DecisionDocument(
        organisation=organisation,
        board=board,
        sender=Sender("Enheten", "Handläggarens namn", "000-00 00 00", "handlaggaren@example.org"),
        day=day,
        dnr=f"ABC/123/{day.year}",
        title="Ett exempel på ett beslut",
        background=_BACKGROUND,
        basis=(BasisRow("En ansökan", day), BasisRow("Ett förslag till beslut", day)),
        order_title="Delegationsordningen",
        order_version="1",
        order_adopted_in="§\N{NO-BREAK SPACE}1",
        point="1.1",
        point_title="Ett slag av ärenden",
        decision="<p>Ansökan beviljas.</p>",
        decided_as="ordinarie direktör",
        signature=Signature("Beslutsfattarens namn", "Direktör"),
        reporting="to_board",
        appeal=appeal,
        profile=profile,
    )
