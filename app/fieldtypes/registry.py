"""The list of all field types, written by hand: one line a type.

Public names: TYPES, type_of.
"""

from __future__ import annotations

from types import MappingProxyType

from app.fieldtypes.base import FieldType, Types
from app.fieldtypes.boolean import BooleanType
from app.fieldtypes.choice import MultiPicklistType, PicklistType
from app.fieldtypes.contact import EmailType, PhoneType, UrlType
from app.fieldtypes.decimals import CurrencyType, DecimalType, PercentType
from app.fieldtypes.number import IntegerType
from app.fieldtypes.reference import DepartmentType, LookupType, UserType
from app.fieldtypes.sequence import AutoNumberType
from app.fieldtypes.text import TextareaType, TextType
from app.fieldtypes.time import DateTimeType, DateType, TimeType
from app.metadata.definitions import FieldDef

ALL: tuple[FieldType, ...] = (
    TextType(),
    TextareaType(),
    IntegerType(),
    DecimalType(),
    CurrencyType(),
    PercentType(),
    BooleanType(),
    DateType(),
    DateTimeType(),
    TimeType(),
    PicklistType(),
    MultiPicklistType(),
    LookupType(),
    UserType(),
    DepartmentType(),
    EmailType(),
    PhoneType(),
    UrlType(),
    AutoNumberType(),
)
"""In the order in which the designer offers them."""

TYPES: Types = MappingProxyType({one.name: one for one in ALL})


def type_of(field: FieldDef) -> FieldType:
    """The type of a field of a checked definition."""
    return TYPES[field.type]
