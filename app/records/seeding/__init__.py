"""Seeding: the demo company of a package, inserted once, with dates that count from today.

``seed_people`` creates departments and users; ``seed_records`` reads all files, orders the objects by what they look up, inserts what is not there yet (by
external key) and fills in lookups that point forward or in a circle afterwards. Everything stands in the caller's transaction: all or nothing.
Public names: seed_people, seed_records, Clock.
"""

from app.records.seeding.people import seed_people
from app.records.seeding.relative import Clock
from app.records.seeding.run import seed_records

__all__ = ["Clock", "seed_people", "seed_records"]
