"""Samples of numbers. Public names: NUMBERS."""

from __future__ import annotations

from decimal import Decimal

from app.metadata.definitions import FieldDef
from tests.fieldtypes.sample import Sample

MONEY = FieldDef("amount", "currency", params={"currency": "CNY", "precision": 14, "scale": 2})

NUMBERS: dict[str, Sample] = {
    "integer": Sample(
        FieldDef("count", "integer"),
        (
            ("-9,223,372,036,854,775,807", -(2**63) + 1, -(2**63) + 1),
            ("０", 0, 0),
            ("9223372036854775807", 2**63 - 1, 2**63 - 1),
            ("١٢٣", 123, 123),
            ("१२,३४५", 12345, 12345),
            ("๗", 7, 7),
            ("1.2万", 12000, 12000),
        ),
        bad_texts=("1.5", "abc", "1e5", "9223372036854775808", "--1", "1,23", "十二", "9" * 5000),
        bad_json=(True, 1.5, "x", [1], {}, float("inf"), float("nan"), 2**63, 10**400),
        finds={
            "eq": ("0", {1}),
            "ne": ("0", {0, 2, 3, 4, 5, 6, -1}),
            "lt": ("7", {0, 1}),
            "le": ("7", {0, 1, 5}),
            "gt": ("12,000", {2, 4}),
            "ge": ("12,000", {2, 4, 6}),
            "in": ("7,123", {5, 3}),
            "null": ("true", {-1}),
        },
        breaks=((FieldDef("count", "integer", params={"min": 1}), 0), (FieldDef("count", "integer", params={"max": 1}), 2)),
        ddl=("BIGINT", "BIGINT"),
    ),
    "decimal": Sample(
        FieldDef("weight", "decimal", params={"precision": 18, "scale": 6}),
        (
            ("-999,999,999,999.999999", Decimal("-999999999999.999999"), "-999999999999.999999"),
            ("0.1", Decimal("0.100000"), "0.100000"),
            ("999999999999.999999", Decimal("999999999999.999999"), "999999999999.999999"),
            ("１，２３４．５", Decimal("1234.500000"), "1234.500000"),
            ("٣٫٥", Decimal("3.500000"), "3.500000"),
            ("0.3", Decimal("0.300000"), "0.300000"),
        ),
        bad_texts=("1.0000001", "1000000000000", "1.234,5", "1e3", "NaN", "Infinity", "٣٫٥٫١"),
        bad_json=(True, "1e5", "1,000", [], {}, float("inf"), float("nan"), 1e300, 10**400),
        finds={
            "eq": ("0.1", {1}),
            "ne": ("0.1", {0, 2, 3, 4, 5, -1}),
            "lt": ("0.3", {0, 1}),
            "le": ("0.3", {0, 1, 5}),
            "gt": ("3.5", {2, 3}),
            "ge": ("3.5", {2, 3, 4}),
            "in": ("0.1,0.3", {1, 5}),
            "null": ("false", {0, 1, 2, 3, 4, 5}),
        },
        breaks=((FieldDef("weight", "decimal", params={"max": "0.5"}), Decimal("0.51")),),
        ddl=("BIGINT", "NUMERIC(18, 6)"),
    ),
    "currency": Sample(
        MONEY,
        (
            ("-¥5", Decimal("-5.00"), "-5.00"),
            ("￥1,234.5", Decimal("1234.50"), "1234.50"),
            ("1.28亿元", Decimal("128000000.00"), "128000000.00"),
            ("CNY 12", Decimal("12.00"), "12.00"),
            ("999,999,999,999.99", Decimal("999999999999.99"), "999999999999.99"),
        ),
        bad_texts=("$5", "5.001", "12 dollars", "1000000000000"),
        bad_json=(False, "¥5", [], {}),
        finds={"eq": ("12", {3}), "lt": ("0", {0}), "gt": ("1,234.5", {2, 4}), "null": ("true", {-1})},
        breaks=((FieldDef("amount", "currency", params={"min": 0}), Decimal("-0.01")),),
        ddl=("BIGINT", "NUMERIC(14, 2)"),
    ),
    "percent": Sample(
        FieldDef("share", "percent"),
        (("-3%", Decimal("-3.00"), "-3.00"), ("１２．５％", Decimal("12.50"), "12.50"), ("100", Decimal("100.00"), "100.00")),
        bad_texts=("12%%", "0.001", "1000000", "half"),
        bad_json=(True, "5%", []),
        finds={"le": ("12.5%", {0, 1}), "eq": ("100", {2}), "null": ("true", {-1})},
        breaks=((FieldDef("share", "percent", params={"min": 0, "max": 100}), Decimal("100.01")),),
        ddl=("BIGINT", "NUMERIC(8, 2)"),
    ),
}
