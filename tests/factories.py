"""People and their positions, made with as little said as a test needs."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from accounts.models import BoardRole, Role, User
from delegation.models import Absence, Appointment


class UserFactory(DjangoModelFactory[User]):
    """Somebody with an account, named by their user name, without a password of their own."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"user{number}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    name = factory.LazyAttribute(lambda user: user.username.title())
    password = factory.django.Password(None)


class RoleFactory(DjangoModelFactory[BoardRole]):
    class Meta:
        model = BoardRole

    role = Role.OFFICER


class AppointmentFactory(DjangoModelFactory[Appointment]):
    """An ordinary holder since long, until further notice."""

    class Meta:
        model = Appointment

    starts_on = date(2018, 1, 1)
    decided_in = "RUN § 1/2018"


class AbsenceFactory(DjangoModelFactory[Absence]):
    """Away on one day."""

    class Meta:
        model = Absence

    starts_on = date(2020, 8, 31)
    ends_on = factory.SelfAttribute("starts_on")
