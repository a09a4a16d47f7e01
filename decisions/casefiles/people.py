"""What a case file takes for granted: its orders adopted, its people known, their positions held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from accounts.models import BoardRole, Role, User
from decisions.actions import Refused
from delegation import importing, orders
from delegation.formats import Source
from delegation.models import Appointment, Board, DelegationOrder, OrderState, Position


def adopt(sources: Sequence[Source]) -> Board:
    """Every order of `sources` adopted, those that were there already left alone. Their board comes back.

    Raises Refused when a version is there with another content, FormatError when it does not fit the others.
    """
    for source in sources:
        board, version = source.data["board"]["code"], source.data["order"]["version"]
        row = DelegationOrder.objects.filter(board__code=board, version=version).first()
        if row is None:
            importing.adopt(importing.store(source))
        elif row.state != OrderState.ADOPTED or _differs(row, source):
            raise Refused(
                f"Version {version} av {board}:s delegationsordning finns redan, som utkast eller med annat "
                f"innehåll än {source.name}. Inget har ändrats. Ge filens ordning en egen version."
            )
    return Board.objects.select_related("organisation").get(code=sources[0].data["board"]["code"])


def _differs(row: DelegationOrder, source: Source) -> bool:
    return orders.from_plain(row.as_plain(), str(row)) != orders.build(source)


def person(username: str, name: str, *, title: str = "", phone: str = "", email: str = "") -> User:
    """The user of that name, made without a password when new. Raises Refused when it is someone else's."""
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User(username=username, name=name, title=title, phone=phone, email=email)
        user.set_unusable_password()
        user.save()
    elif user.name != name:
        raise Refused(
            f"Användarnamnet {username} tillhör redan {user.name}, inte {name}. Inget har ändrats. "
            "Ge personen ett annat användarnamn."
        )
    return user


def give_role(user: User, board: Board, role: Role) -> None:
    BoardRole.objects.get_or_create(board=board, user=user, role=role)


def appoint(
    user: User,
    board: Board,
    position: str,
    *,
    kind: str,
    starts_on: date,
    ends_on: date | None,
    decided_in: str,
) -> None:
    """Let `user` hold the position for the time, unless they do already."""
    Appointment.objects.get_or_create(
        person=user,
        position=Position.objects.get(board=board, key=position),
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        defaults={"decided_in": decided_in},
    )


def title_of(board: Board, position: str) -> str:
    return str(Position.objects.get(board=board, key=position).title)


def secretary_of(board: Board) -> User:
    """Someone who keeps the board's lists; made when the board has nobody."""
    row = (
        BoardRole.objects.filter(board=board, role=Role.SECRETARY, user__is_active=True)
        .order_by("id")
        .first()
    )
    if row:
        return row.user
    user = person("namndsekreterare", "Nämndsekreterare", title="Nämndsekreterare")
    give_role(user, board, Role.SECRETARY)
    return user
