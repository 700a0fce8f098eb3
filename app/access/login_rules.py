"""The installation's rules of logging in, where every function that has a session finds them.

Public names: LoginRules, RULES, rules_of.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

RULES = "fl_login_rules"
"""In ``Session.info``."""


@dataclass(frozen=True, slots=True)
class LoginRules:
    """As the settings say."""

    secret: str = ""
    """SECRET_KEY: what is stored of names, codes and secrets is made unreadable by it."""
    redis_url: str = ""
    """Where wrong tries are counted; empty: in the database."""
    shortest: int = 8
    """Characters of a password."""
    former: int = 3
    """So many of the last passwords are not taken again, the present one among them."""


def rules_of(session: Session) -> LoginRules:
    """Those given to the session, or the usual ones."""
    found: LoginRules | None = session.info.get(RULES)
    return found or LoginRules()
