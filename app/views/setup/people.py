"""How people are drawn: the letter and colour of their circle. Public names: initial_of, color_of."""

from __future__ import annotations

from app.fieldtypes.reference import COLORS


def initial_of(name: str) -> str:
    """The first character of the name as it is printed: the family name in Chinese."""
    return name[:1].upper()


def color_of(user_id: int) -> str:
    """One of the option colours, always the same for a user."""
    return COLORS[user_id % len(COLORS)]
