"""Sums and products without rounding: Python's usual decimals keep 28 digits, which big amounts outgrow."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact

Number = Decimal | int

# A value has at most 50 digits (delegation/values.py), a product of two 100. What would be rounded raises.
_CONTEXT = Context(prec=250, traps=[Inexact])


def plus(left: Number, right: Number) -> Decimal:
    return _CONTEXT.add(left, right)


def minus(left: Number, right: Number) -> Decimal:
    return _CONTEXT.subtract(left, right)


def times(left: Number, right: Number) -> Decimal:
    return _CONTEXT.multiply(left, right)


def middle(low: Number, high: Number) -> Decimal:
    """A number strictly between the two."""
    return _CONTEXT.divide(_CONTEXT.add(low, high), 2)


def plain(number: Number) -> int | str:
    """As it is written in our formats: 500000 as a number, 0.50 as text so that no reader rounds it."""
    return int(number) if number == int(number) else f"{number:f}"
