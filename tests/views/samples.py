"""One filled context of each page, as the handlers make them: a Chinese CRM, with every kind of value, widget and state.

``HOSTILE`` stands wherever metadata or data may put text; a page that prints it unescaped fails the test. Public names: HOSTILE, shell, PAGES.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.errors import Problem
from app.fieldtypes.base import Shown
from app.views import pages as p

HOSTILE = "<script>alert(1)</script>'\"&%(x)s"

CITIES = ("上海", "苏州", "南京", "宁波", "合肥", "温州", "常州", "南通", "芜湖", "绍兴", "无锡", "台州", "金华", "湖州", "扬州", "嘉兴", "福州", "徐州")
PEOPLE = (("李娜", "purple"), ("陈思远", "blue"), ("赵文静", "pink"), ("周子昂", "orange"), ("欧阳明哲", "indigo"))
STATES = (("合作中", "green"), ("已报价", "orange"), ("跟进中", "blue"), ("沉睡", "gray"), ("流失", "red"))


def shell(lang: str = "zh-Hans", label: str = "客户", setup: bool = False) -> p.Shell:
    """The frame for somebody with every right. ``label`` names the current menu line."""
    sales = (
        p.MenuNode("线索", "/o/lead/list/", "fa-user-plus"),
        p.MenuNode(label, "/o/account/list/", "fa-building", current=not setup),
        p.MenuNode("联系人", "/o/contact/list/", "fa-address-card"),
        p.MenuNode("商机", "/o/opportunity/list/", "fa-bullseye"),
        p.MenuNode("报价单", "/o/quote/list/", "fa-file-lines"),
    )
    lines = p.MenuNode("明细", icon="fa-list", items=(p.MenuNode("订单行", "/o/order_line/list/"),))
    deals = (p.MenuNode("合同", "/o/contract/list/", "fa-file-signature"), lines)
    setup_menu = (
        p.MenuNode("组织与权限", items=(p.MenuNode("用户", "/users/list/", "fa-users", current=True), p.MenuNode("角色", "/roles/list/", "fa-user-shield"))),
    )
    codes = (("zh_Hans", "简体中文", "zh-Hans"), ("zh_Hant", "繁體中文", "zh-Hant"), ("en", "English", "en"))
    return p.Shell(
        lang=lang,
        csp_nonce="abc123",
        user=p.ShellUser("王晓明", "wangxm", "teal"),
        menu=(p.MenuNode("工作台", "/", "fa-house"), p.MenuNode("销售", items=sales), p.MenuNode("成交", items=deals)),
        setup_menu=setup_menu if setup else (),
        languages=tuple(p.Language(code, name, html, html == lang) for code, name, html in codes),
        create=(p.Link(label, "/o/account/add", "fa-building"), p.Link("线索", "/o/lead/add", "fa-user-plus")),
        tabs=(
            p.Link("工作台", "/", "fa-house"),
            p.Link(label, "/o/account/list/", "fa-building", current=True),
            p.Link("商机", "/o/opportunity/list/", "fa-bullseye"),
        ),
        setup_href="/setup/",
        profile_href="/users/userinfo/",
        password_href="/account/",
        logout_href="/logout/",
        revision=218,
    )


def columns() -> tuple[p.Column, ...]:
    return p.assign_cards(
        (
            p.Column("name", "客户名称", is_title=True, sort_href="?sort=name"),
            p.Column("level", "级别", kind="choice"),
            p.Column("industry", "行业", sort_href="?sort=industry"),
            p.Column("city", "地区"),
            p.Column("revenue", "年营业额", align="end", unit="万元", sort="descending", sort_href="?sort=revenue", kind="number"),
            p.Column("deals", "商机", align="end", kind="number"),
            p.Column("owner", "负责人", kind="relation", filtered=True, sort_href="?sort=owner"),
            p.Column("contacted_at", "最近联系", kind="time"),
            p.Column("tags", "标签", kind="choice"),
            p.Column("status", "状态", kind="choice"),
        )
    )


def row(i: int, name: str) -> tuple[object, ...]:
    """What stands for an answer of the database: the id, then each cell as it is shown."""
    person, color = PEOPLE[i % len(PEOPLE)]
    state, state_color = STATES[i % len(STATES)]
    tags = Shown("上市公司", "badges", items=(Shown("上市公司", "badge", "gray"), Shown("专精特新", "badge", "teal"))) if i % 4 == 0 else Shown(kind="empty")
    level = Shown("战略" if i < 2 else "重点" if i < 8 else "普通", "badge", "purple" if i < 2 else "blue" if i < 8 else "gray")
    return (
        1001 + i, Shown(name), level,
        Shown("装备制造"), Shown(CITIES[i % len(CITIES)]), Shown(f"{128460 - i * 5210:,.2f}", "number"), Shown(str(i % 4), "number"),
        Shown(person, "person", color), Shown("11-19 周四", "time"), tags, Shown(state, "badge", state_color),
    )  # fmt: skip


def cells(bulk: bool = True) -> p.ListCells:
    found = columns()
    return p.ListCells(found, tuple((number + 1, lambda shown: shown) for number in range(len(found))), "/o/account/show/", bulk=bulk)


def list_page(label: str = "客户") -> p.ListPage:
    """A full list: conditions, quick filters, notice, selection, pager."""
    words = (("eq", "等于"), ("ne", "不等于"), ("in", "是其中之一"), ("null", "为空"))
    levels = tuple(p.Option(v, t) for v, t in (("strategic", "战略"), ("key", "重点"), ("normal", "普通")))
    return p.ListPage(
        object_name="account",
        label=label,
        label_one=label,
        icon="fa-building",
        columns=columns(),
        cells=cells(),
        rows=tuple(row(i, f"{city}鸿远重工集团有限公司") for i, city in enumerate(CITIES)),
        pager=p.Pager("1", "50", "1,000+", "?count=exact", "", "?page=2", tuple(p.Link(n, f"?page_size={n}", current=n == "50") for n in ("20", "50", "100"))),
        action="/o/account/list/",
        kept=(("level", "key"), ("sort", "-revenue")),
        chips=(
            p.Chip("级别", "是", "重点", "?sort=-revenue", "level", "eq", "key"),
            p.Chip("年营业额", "大于", "20,000", "?level=key", "revenue", "gt", "20000"),
        ),
        clear_href="/o/account/list/",
        filter_fields=(
            p.FilterField("name", "客户名称", "text", (("contains", "包含"), ("eq", "等于"))),
            p.FilterField("level", "级别", "select", words, levels),
            p.FilterField("revenue", "年营业额", "number", (("ge", "大于或等于"), ("gt", "大于"), ("le", "小于或等于"))),
            p.FilterField("contacted_at", "最近联系", "date", (("ge", "不早于"), ("lt", "早于"), ("null", "为空"))),
            p.FilterField("owner", "负责人", "lookup", words, choices_url="/o/account/choices/owner"),
        ),
        facets=(p.Facet("level", "级别", (p.FacetOption("战略", "?level=strategic", count=18), p.FacetOption("重点", "?level=", active=True))),),
        notices=(p.Notice("条件 foo 未知，已忽略。", "warn"),),
        add_href="/o/account/add",
        bulk_delete_href="/o/account/bulk_delete",
    )


def empty_list(kind: str) -> p.ListPage:
    return p.ListPage(
        "lead", "线索", "线索", "fa-user-plus", action="/o/lead/list/", add_href="/o/lead/add", clear_href="/o/lead/list/", query="甲", empty=kind
    )


def form_page(label: str = "商机名称") -> p.FormPage:
    """Every widget, with and without errors."""
    types = (p.Option("new", "新客户"), p.Option("more", "老客户增购", "teal", selected=True), p.Option("old", "续约", active=False))
    basic = (
        p.FormField("name", label, value="鸿远重工 2026 产线 MES 升级", required=True, wide=True, max_length=120),
        p.FormField(
            "account", "客户", "lookup", "7", required=True, choices_url="/o/account/choices", selected_label="上海鸿远重工集团有限公司", help="可输入名称"
        ),
        p.FormField("contact", "主要联系人", "lookup", choices_url="/o/contact/choices"),
        p.FormField("type", "商机类型", "select", "more", options=types, required=True),
        p.FormField(
            "rivals",
            "竞争对手",
            "multi_select",
            values=("a",),
            options=(p.Option("a", "西辰软件", selected=True), p.Option("b", "海纳数控", selected=True), p.Option("c", "东岳")),
        ),
        p.FormField("email", "邮箱", "email", "a@example.com"),
        p.FormField("mobile", "手机", "phone", "13800138000"),
        p.FormField("site", "网址", "url", "https://example.com"),
        p.FormField("is_key", "重点跟进", "boolean", "true", required=True),
        p.FormField("is_public", "公开招标", "boolean"),
    )
    money = (
        p.FormField(
            "amount", "商机金额", "number", "1,080,000.00", required=True, unit="元", errors=("不能低于产品明细合计 ¥1,280,000.00。", "可先修改明细。")
        ),
        p.FormField("close_date", "预计签约日", "date", "2026-11-12", required=True, errors=("不能早于今天（2026-11-22）。",)),
        p.FormField("visit_at", "下次拜访", "datetime", "2026-11-24 14:00:00"),
        p.FormField("call_at", "致电时间", "time", "09:30"),
        p.FormField("weighted", "加权金额", "number", "540,000.00", read_only=True, unit="元", help="自动计算：金额 × 赢率"),
        p.FormField("need", "需求说明", "textarea", "二期 4 条产线接入 MES。", wide=True, max_length=2000),
    )
    crumbs = (p.Link("商机", "/o/opportunity/list/"), p.Link("鸿远重工 2026 产线 MES 升级", "/o/opportunity/show/1"))
    return p.FormPage(
        "opportunity", "编辑商机", "fa-bullseye", (p.FormSection("基本信息", basic), p.FormSection("金额与预测", money)), crumbs,
        "/o/opportunity/edit/1", "/o/opportunity/show/1", 11, save_and_new=True, errors=("产品明细已被锁定。",),
    )  # fmt: skip


def untouched_form() -> p.FormPage:
    """The same form before anything was wrong."""
    page = form_page()
    sections = tuple(replace(section, fields=tuple(one._replace(errors=()) for one in section.fields)) for section in page.sections)
    return replace(page, sections=sections, errors=())


def conflict_page(label: str = "商机金额") -> p.ConflictPage:
    rows = (
        p.ConflictRow("amount", label, "1,416,500.00", "1,350,000.00", "1,280,000.00", "1350000", "1280000"),
        p.ConflictRow("close_date", "预计签约日", "2026-11-20", "2026-12-05", "", "2026-12-05", ""),
        p.ConflictRow("forecast", "预测类别", "乐观", "乐观", "最可能", "best", "likely", "mine"),
        p.ConflictRow("contact", "主要联系人", "方慧敏", "沈国栋", "方慧敏", "8", "7", "theirs"),
    )
    return p.ConflictPage(
        "opportunity",
        "编辑商机",
        "fa-bullseye",
        "陈思远",
        "2 分钟前",
        11,
        12,
        rows,
        "/o/opportunity/edit/1",
        "/o/opportunity/show/1",
        kept=(("name", "鸿远重工"),),
    )


def closed_list() -> p.RelatedList:
    """A related list that fetches its records when it is opened."""
    there = "/o/opportunity/show/1/related/contract__opportunity"
    return p.RelatedList(
        "contract__opportunity", "合同", "", "10+", (), (), "/o/contract/list/?opportunity=1", "/o/contract/add?opportunity=1", load_href=there
    )


def record_page(label: str = "客户") -> p.RecordPage:
    """Every kind of Shown, related lists full and empty, history."""
    value = p.Value
    basic = (
        value(label, Shown("上海鸿远重工集团有限公司", "record", href="/o/account/show/1001")),
        value("主要联系人", Shown("沈国栋", "record", href="/o/contact/show/3")),
        value("商机类型", Shown("老客户增购", "badge", "teal")),
        value("竞争对手", Shown("a", "badges", items=(Shown("西辰软件", "badge", "gray"), Shown("海纳数控", "badge", "gray")))),
        value("网址", Shown("https://example.com/a", "link", href="https://example.com/a")),
        value("重点跟进", Shown("是", "boolean")),
        value("毛利率", Shown(kind="empty")),
        value("部门", Shown("上海一组", "department", title="华东大区 / 上海一组")),
        value("需求说明", Shown("二期 4 条产线接入 MES，要求与现有 ERP 双向同步工单与报工数据；\n停线窗口只有春节前 10 天。", "long"), wide=True),
    )
    quotes = (p.Column("name", "编号", is_title=True), p.Column("total", "含税金额", align="end", unit="元"), p.Column("status", "状态", kind="choice"))
    lines = (p.ListRow(1, (Shown("QT-202611-0142"), Shown("1,280,000.00", "number"), Shown("待客户确认", "badge", "orange")), "/o/quote/show/1", "QT"),)
    history = (
        p.HistoryEntry(
            "李娜",
            "修改了 2 个字段",
            "昨天 18:02",
            "2026-11-21T18:02",
            changes=(p.Change("商机金额", "1,416,500.00", "1,280,000.00"), p.Change("预计签约", "", "11-30")),
        ),
        p.HistoryEntry("李娜", "创建了记录", "11-13", kind="create"),
    )
    return p.RecordPage(
        object_name="opportunity", object_label="商机", icon="fa-bullseye", id=1, title="鸿远重工 2026 产线 MES 升级", list_href="/o/opportunity/list/",
        crumbs=(p.Link("商机", "/o/opportunity/list/"),), subtitle="OP-202610-0087",
        highlights=(value("商机金额", Shown("¥1,280,000.00", "number")), value("赢率", Shown("50%", "number")),
            value("负责人", Shown("李娜", "person", "purple")), value("签约", Shown("2026-11-30", "time"))),
        sections=(p.ValueSection("基本信息", basic, "basic"), p.ValueSection("金额与预测", (value("商机金额", Shown("¥1,280,000.00", "number")),
            value("折扣率", Shown("0%", "number"))), "money")),
        related=(
            p.RelatedList("quote__opportunity", "报价单", "fa-file-lines", "2", quotes, lines, "/o/quote/list/?opportunity=1", "/o/quote/add?opportunity=1"),
            p.RelatedList("task__opportunity", "任务", "fa-circle-check", "0", quotes, ()),
            closed_list(),
        ),
        history=history, history_more_href="?history=20",
        system=(value("负责人", Shown("李娜", "person", "purple")), value("所属部门", Shown("上海一组", "department")), value("版本", Shown("12", "number"))),
        edit_href="/o/opportunity/edit/1", delete_href="/o/opportunity/delete/1", version=12,
    )  # fmt: skip


def home_page(label: str = "我的线索") -> p.HomePage:
    line = p.HomeLine("上海鸿远重工集团有限公司", "/o/account/show/1", "华东大区 · 李娜", "今天 10:24", "fa-building", "blue")
    return p.HomePage(
        "下午好，晓明", "2026年11月22日 星期日 · 华东大区 · 数据范围：本部门及下级",
        (p.HomeTile(label, "186", "/o/lead/list/", "本部门及下级"),
            p.HomeTile("进行中商机", "73", "/o/opportunity/list/"), p.HomeTile("合同", "1,000+", "/o/contract/list/")),
        (p.HomeList("最近修改", (line,) * 5, "/o/account/list/", "/o/account/add", count_text="6"), p.HomeList("任务", (), empty="没有要做的事。")),
        (p.Link("新建线索", "/o/lead/add"),),
    )  # fmt: skip


def error_page(status: int) -> p.ErrorPage:
    problems = (Problem("status", "unknown option", "choose one of new, won"),) if status == 422 else ()
    facts = (p.Fact("错误编号", "7F3A-20261122", mono=True),) if status == 500 else ()
    return p.ErrorPage(
        status, "找不到这条记录", "它可能已被删除、已转移给他人，或链接不完整。", problems, facts, (p.Link("回到工作台", "/", "fa-house", primary=True),)
    )


PAGES: dict[str, tuple[str, Callable[[], object]]] = {
    "list": ("list.html", list_page),
    "list-empty": ("list.html", lambda: empty_list("none")),
    "list-no-match": ("list.html", lambda: empty_list("no_match")),
    "list-no-right": ("list.html", lambda: empty_list("no_right")),
    "form": ("form.html", untouched_form),
    "form-faults": ("form.html", form_page),
    "conflict": ("conflict.html", conflict_page),
    "record": ("record.html", record_page),
    "home": ("home.html", home_page),
    "login": ("login.html", lambda: p.LoginPage("/login/", "wangxm", "用户名或密码不正确。", "/o/lead/list/", "演示账号：admin / manager / staff")),
    **{f"error-{status}": ("error.html", lambda status=status: error_page(status)) for status in (403, 404, 409, 422, 429, 500)},
}
"""Name → template and context."""
