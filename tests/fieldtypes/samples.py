"""All samples; a type without one fails the contract. Public names: SAMPLES."""

from __future__ import annotations

from tests.fieldtypes.sample import Sample
from tests.fieldtypes.samples_choices import CHOICES
from tests.fieldtypes.samples_moments import MOMENTS
from tests.fieldtypes.samples_numbers import NUMBERS
from tests.fieldtypes.samples_words import WORDS

SAMPLES: dict[str, Sample] = {**WORDS, **NUMBERS, **MOMENTS, **CHOICES}
