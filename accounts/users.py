"""What the commands that keep users and their roles share."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from accounts.models import BoardRole, Role, User

PROFILE = {
    "name": "för- och efternamn",
    "title": "titel",
    "phone": "telefon",
    "email": "e-postadress",
    "signing_credential": "id hos underskriftstjänsten, när SIGNATURE_BACKEND=csc",
}


def add_profile_arguments(parser: ArgumentParser, *required: str) -> None:
    for field, label in PROFILE.items():
        parser.add_argument(f"--{field.replace('_', '-')}", help=label, required=field in required)


def find(username: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"Användaren ”{username}” finns inte. Inget är sparat. Skapa den med add_user.")
    return user


def check(user: User) -> None:
    """Raises CommandError when a field of the user is not in order."""
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        labels = {field.name: field.verbose_name for field in User._meta.fields}
        faults = [f"{labels[name]}: {' '.join(texts)}" for name, texts in error.message_dict.items()]
        raise CommandError(f"Inget är sparat. Rätta {'; '.join(faults)}") from error


def board(code: str) -> Any:
    """The board with that code, reached over the role's own key: this app does not import its model."""
    model: Any = BoardRole._meta.get_field("board").related_model
    found = model._default_manager.filter(code=code).first()
    if found is None:
        codes = model._default_manager.order_by("code").values_list("code", flat=True)
        known = ", ".join(codes) or "inga; läs in en delegationsordning med adopt_order"
        raise CommandError(f"Nämnden ”{code}” finns inte. Inget är sparat. Nämnder: {known}.")
    return found


def role(user: User, text: str) -> BoardRole:
    """The role that RUN:officer names for the user, as stored or as a new row not yet saved."""
    code, _, name = text.partition(":")
    at = board(code)
    if name not in Role.values:
        raise CommandError(f"Rollen ”{name}” finns inte. Inget är sparat. Roller: {', '.join(Role.values)}.")
    key = {"user": user, "board": at, "role": name}
    return BoardRole.objects.filter(**key).first() or BoardRole(**key)
