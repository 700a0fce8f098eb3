"""What one request works with from its start to its end: everything of one metadata revision, and the reaches of one access version.

Public name: Snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.access.matrix import Matrix
from app.metadata.catalog import Catalog
from app.models.generated import ModelSet


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Immutable; two requests of the same revision and access version share one."""

    revision: int
    access: int
    catalog: Catalog
    models: ModelSet
    matrix: Matrix
