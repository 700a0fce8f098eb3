"""Samples of the types that hold text. Public names: WORDS."""

from __future__ import annotations

from app.metadata.definitions import FieldDef
from tests.fieldtypes.sample import HOSTILE, NAMES_OF_THE_WORLD, Sample

WORDS: dict[str, Sample] = {
    "text": Sample(
        FieldDef("name", "text", params={"max_length": 80}),
        (
            ("100 %", "100 %", "100 %"),
            ("100% _a\\b/", "100% _a\\b/", "100% _a\\b/"),
            ("华信　", "华信", "华信"),
            ("cafe\u0301", "café", "café"),
            *((name, name, name) for name in NAMES_OF_THE_WORLD),
            *((text, text, text) for text in HOSTILE[:5]),
        ),
        bad_texts=("a\nb", "a\x00b", "\ud800", "x\u202ey", "tab\there"),
        finds={
            "eq": ("华信", {2}),
            "ne": ("华信", {0, 1, *range(3, 22), -1}),
            "in": ("华信,café", {2, 3}),
            "contains": ("华信", {2, 4}),
            "starts": ("100% _", {1}),
            "null": ("true", {-1}),
        },
        breaks=((FieldDef("name", "text", params={"max_length": 3}), "华信科技"),),
        ddl=("VARCHAR(80)", "VARCHAR(80)"),
    ),
    "textarea": Sample(
        FieldDef("note", "textarea"),
        (
            ("一\r\n二\t三", "一\n二\t三", "一\n二\t三"),
            ("  padded  ", "padded", "padded"),
            *((name + "\n" + name, name + "\n" + name, name + "\n" + name) for name in NAMES_OF_THE_WORLD),
        ),
        bad_texts=("a\x00b", "\x1b[31m", "\udfff"),
        finds={"contains": ("二", {0}), "null": ("false", set(range(15)))},
        breaks=((FieldDef("note", "textarea", params={"max_length": 3}), "too long"),),
        ddl=("TEXT", "TEXT"),
    ),
    "email": Sample(
        FieldDef("mail", "email"),
        (
            ("A.B@Example.COM", "a.b@example.com", "a.b@example.com"),
            ("li.na@huaxin.com.cn", "li.na@huaxin.com.cn", "li.na@huaxin.com.cn"),
            ("zhang_san@x.org", "zhang_san@x.org", "zhang_san@x.org"),
            ("张三@例子.公司", "张三@例子.公司", "张三@例子.公司"),
        ),
        bad_texts=("a", "a@b", "a b@c.com", "<script>@x.com", "a@x..com", "a@x.com\r\nBcc: y@z.com", "a@[127.0.0.1]"),
        finds={"eq": ("A.b@example.com", {0}), "contains": ("g_s", {2}), "starts": ("LI.", {1}), "null": ("true", {-1})},
        ddl=("VARCHAR(254)", "VARCHAR(254)"),
    ),
    "phone": Sample(
        FieldDef("mobile", "phone"),
        (
            ("+1 650-253-0000", "+16502530000", "+16502530000"),
            ("１３８ 0000 1234", "+8613800001234", "+8613800001234"),
            ("95588", "95588", "95588"),
            ("（010）6234 5678 转 801", "+861062345678;ext=801", "+861062345678;ext=801"),
            ("00886 912 345 678", "+886912345678", "+886912345678"),
        ),
        bad_texts=("62345678", "12345678901", "call me", "+861", "1" * 300, "<b>"),
        finds={
            "eq": ("138-0000-1234", {1}),
            "contains": ("00 12", {1}),
            "starts": ("010-62", {3}),
            "in": ("95588,13800001234", {1, 2}),
            "null": ("true", {-1}),
        },
        ddl=("VARCHAR(40)", "VARCHAR(40)"),
    ),
    "url": Sample(
        FieldDef("site", "url"),
        (
            ("http://a.example/?q=%E4%BD%A0", "http://a.example/?q=%E4%BD%A0", "http://a.example/?q=%E4%BD%A0"),
            ("HTTPS://b.example", "HTTPS://b.example", "HTTPS://b.example"),
            ("www.example.com", "https://www.example.com", "https://www.example.com"),
            ("https://例子.公司/路径", "https://例子.公司/路径", "https://例子.公司/路径"),
        ),
        bad_texts=(
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "java\tscript:alert(1)",
            "http://",
            "ftp://x.com",
            "https://bank.com@evil.com",
            "http://[",
        ),
        finds={"contains": ("%E4", {0}), "starts": ("https://www", {2}), "null": ("true", {-1})},
        ddl=("VARCHAR(2000)", "VARCHAR(2000)"),
    ),
    "auto_number": Sample(
        FieldDef("number", "auto_number", params={"pattern": "CT-{YYYY}{MM}-{0000}"}),
        (
            ("CT-202611-0001", "CT-202611-0001", "CT-202611-0001"),
            ("CT-202611-0002", "CT-202611-0002", "CT-202611-0002"),
            ("CT-202612-0001", "CT-202612-0001", "CT-202612-0001"),
        ),
        bad_texts=("a\nb",),
        finds={"starts": ("ct-202611", {0, 1}), "contains": ("-0001", {0, 2}), "eq": ("CT-202611-0002", {1}), "null": ("true", {-1})},
        ddl=("VARCHAR(80)", "VARCHAR(80)"),
    ),
}
