"""Seeding: the demo records of a package, inserted once, with dates that count from today.

``seed`` reads all files, orders the objects by what they look up, inserts what is not there yet (by external key) and fills in lookups that point forward or
in a circle afterwards. Everything stands in the caller's transaction: all records or none. Public names: seed, Clock.
"""

from app.records.seeding.relative import Clock
from app.records.seeding.run import seed

__all__ = ["Clock", "seed"]
