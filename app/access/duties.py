"""Separation of duties (三员分立): three roles that share no right, so that nobody both changes the system, hands out access and reads what was done.

Names, words and rights are data; ``access.separation`` makes the roles. Public names: DUTIES, Duty, conflicting.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.metadata.definitions import Label
from app.models.permissions import Pair


@dataclass(frozen=True, slots=True)
class Duty:
    """One of the three."""

    role: str
    label: Label
    pairs: tuple[Pair, ...]
    """What it may beside one's own profile."""


DUTIES: tuple[Duty, ...] = (
    Duty("System administrator", {"en": "System administrator", "zh_Hans": "系统管理员", "zh_Hant": "系統管理員"}, (("can_write", "Metadata"),)),
    Duty(
        "Security administrator",
        {"en": "Security administrator", "zh_Hans": "安全管理员", "zh_Hant": "安全管理員"},
        (("can_write", "Organisation"), ("can_write", "Access")),
    ),
    Duty("Audit administrator", {"en": "Audit administrator", "zh_Hans": "审计管理员", "zh_Hant": "審計管理員"}, (("can_read", "Audit"),)),
)


def conflicting(names: Collection[str]) -> list[str]:
    """Those of the three among the roles of one person, when they are more than one."""
    held = [duty.role for duty in DUTIES if duty.role in names]
    return held if len(held) > 1 else []
