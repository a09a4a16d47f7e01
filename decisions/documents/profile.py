"""What is the same in all documents of an organisation: its mark, its colours, and where it is reached."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from delegation.colours import COLOUR, SECOND_COLOUR
from delegation.models import Organisation


@dataclass(frozen=True)
class Logo:
    """The organisation's mark: a cleaned SVG, or a PNG."""

    content: bytes
    media_type: str
    text: str  # what it says, for who does not see it

    @property
    def url(self) -> str:
        """The image itself as an address, so that a document holds all that it shows."""
        return f"data:{self.media_type};base64,{b64encode(self.content).decode()}"


@dataclass(frozen=True)
class Profile:
    """The organisation as its documents show it."""

    number: str = ""  # organisationsnummer
    address: str = ""  # on several lines
    phone: str = ""
    email: str = ""
    web: str = ""
    colour: str = COLOUR  # #rrggbb: the name, the headings, the line under the head
    second_colour: str = SECOND_COLOUR  # #rrggbb: thinner lines
    logo: Logo | None = None


PLAIN = Profile()


def of(organisation: Organisation, logo: Logo | None = None) -> Profile:
    """What is stored of the organisation, as its documents show it; `logo` is one that is not kept yet."""
    kept = organisation.logo
    text = organisation.logo_text or organisation.name
    if logo is None and kept is not None:
        logo = Logo(bytes(kept.content), kept.media_type, text)
    return Profile(
        number=organisation.number,
        address=organisation.address,
        phone=organisation.phone,
        email=organisation.email,
        web=organisation.web,
        colour=organisation.colour,
        second_colour=organisation.second_colour,
        logo=logo,
    )
