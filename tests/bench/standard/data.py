"""The standard data: 200 departments, 2,000 people, 100,000 accounts and as many leads as wanted; the same at every run.

Names are company names of city, a brand of two characters out of some 1,200, industry and suffix, so that a search for a brand finds about 0.08 % of the leads;
statuses are skewed (6 to 25 %), leads are created evenly over three years and belong to the sections and teams of ten divisions, a tenth to each.
Public names: LEAD, departments, people, accounts, leads, moment_of, brand, the lists of words, MANAGER_DEPARTMENT.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

SEED = 20260101
PEOPLE, ACCOUNTS = 2_000, 100_000
DIVISIONS, SECTIONS, TEAMS = 10, 40, 149
MANAGER_DEPARTMENT = 2
"""A division: it and all below it hold a tenth of the leads."""
FIRST_DAY, DAYS = datetime(2023, 1, 1), 3 * 365

SOURCES = ["官网", "展会", "电话", "转介绍", "广告", "社群", "渠道", "其他"]
STATUSES = ["新建", "跟进中", "已验证", "已转化", "无效", "关闭"]
SKEWED = [status for status, share in zip(STATUSES, (3, 4, 3, 2, 3, 1), strict=True) for _ in range(share)]
LEVELS = ["A", "B", "C", "D"]
INDUSTRIES = [
    "信息技术", "机械制造", "生物医药", "金融服务", "教育培训", "物流运输", "建筑工程", "新能源", "化工材料", "食品饮料", "纺织服装", "电子元件", "汽车配件",
    "环保科技", "文化传媒", "房地产", "农业开发", "咨询服务", "零售贸易", "旅游酒店",
]  # fmt: skip
CITIES = [
    (city, province)
    for province, cities in {
        "北京": "北京", "上海": "上海", "重庆": "重庆", "天津": "天津", "广东": "深圳 广州", "浙江": "杭州 宁波", "江苏": "南京 苏州", "四川": "成都",
        "湖北": "武汉", "陕西": "西安", "山东": "青岛 济南", "湖南": "长沙", "河南": "郑州", "安徽": "合肥", "福建": "福州 厦门", "辽宁": "沈阳 大连",
        "云南": "昆明", "江西": "南昌", "河北": "石家庄", "山西": "太原", "贵州": "贵阳", "广西": "南宁", "黑龙江": "哈尔滨", "吉林": "长春", "海南": "海口",
        "甘肃": "兰州",
    }.items()
    for city in cities.split()
]  # fmt: skip
BRAND_FIRST = "星云华鼎恒瑞安泰宏达金银天海东方明德中新创智联信嘉盛博远卓越"
BRAND_SECOND = "辰图翔元峰源和康宇诚通科力晟耀飞龙腾荣茂益同汇众润泽景旭昊亿佳美迪奥捷顺瑜琪沐宸楠"
SUFFIXES = ["有限公司", "股份有限公司", "科技有限公司", "集团有限公司"]
FAMILY_NAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗"
GIVEN_NAMES = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红宇浩然"
REMARK = "需求明确,预算待定;请在一周内回访。"

LEAD = [
    "id", "name", "contact_name", "mobile", "email", "source", "status", "level", "industry", "city", "province", "amount", "score", "next_follow_on",
    "last_follow_at", "remark", "is_key", "account", "owner", "department", "created_at", "changed_at",
]  # fmt: skip
"""What a lead of ``leads`` holds, in this order. Moments are UTC without saying so, amounts whole cents."""


class Department(NamedTuple):
    id: int
    name: str
    parent: int | None
    path: str


class Someone(NamedTuple):
    id: int
    username: str
    family_name: str
    given_name: str
    department: int


def departments() -> Iterator[Department]:
    """One company, ten divisions below it, forty sections below these, 149 teams below those; each after the one above it."""
    paths = {0: "/"}
    for number in range(1, 2 + DIVISIONS + SECTIONS + TEAMS):
        place, kind, above = number - 1, "总公司", 0
        if number > 1 + DIVISIONS + SECTIONS:
            place, kind, above = number - 2 - DIVISIONS - SECTIONS, "小组", 2 + DIVISIONS + (number - 2 - DIVISIONS - SECTIONS) % SECTIONS
        elif number > 1 + DIVISIONS:
            place, kind, above = number - 2 - DIVISIONS, "分部", 2 + (number - 2 - DIVISIONS) % DIVISIONS
        elif number > 1:
            place, kind, above = number - 2, "事业部", 1
        paths[number] = f"{paths[above]}{number}/"
        yield Department(number, f"{kind}{place + 1:03d}", above or None, paths[number])


def people() -> Iterator[Someone]:
    """The first is ``admin``, the second ``manager`` of a division."""
    yield Someone(1, "admin", "系统", "管理员", 1)
    yield Someone(2, "manager", "事业部", "经理", MANAGER_DEPARTMENT)
    one = _chooser(1)
    total = 1 + DIVISIONS + SECTIONS + TEAMS
    for number in range(3, PEOPLE + 1):
        yield Someone(number, f"u{number:05d}", one(FAMILY_NAMES), one(GIVEN_NAMES) + one(GIVEN_NAMES), one(range(1, total + 1)))


def accounts() -> Iterator[tuple[int, str, str, str, int, str]]:
    """(id, name, industry, city, owner, created_at)"""
    one = _chooser(2)
    moments = [(FIRST_DAY - timedelta(days=day)).isoformat(" ") for day in range(700)]
    for number in range(1, ACCOUNTS + 1):
        city, industry = one(CITIES)[0], one(INDUSTRIES)
        yield number, f"{city}{one(BRAND_FIRST)}{one(BRAND_SECOND)}{industry}{one(SUFFIXES)}", industry, city, one(range(1, PEOPLE + 1)), one(moments)


def leads(count: int) -> Iterator[tuple[Any, ...]]:
    """``count`` leads in the order of LEAD: about 10 µs each."""
    one = _chooser(3)
    places = _places()
    days = [date(2023, 1, 1) + timedelta(days=day) for day in range(DAYS + 60)]
    texts = [day.isoformat() for day in days]
    for number in range(1, count + 1):
        day, moment = _made(number, count)
        later, (city, province), industry = one(range(60)), one(CITIES), one(INDUSTRIES)
        yield (
            number, f"{city}{one(BRAND_FIRST)}{one(BRAND_SECOND)}{industry}{one(SUFFIXES)}", one(FAMILY_NAMES) + one(GIVEN_NAMES) + one(GIVEN_NAMES),
            f"13{one(range(10**9)):09d}", f"c{number}@example.com", one(SOURCES), one(SKEWED), one(LEVELS), industry, city, province,
            one(range(500_000_000)), one(range(101)), texts[day + later], f"{texts[day]} {moment}", REMARK * (1 + one(range(2))), one(range(8)) == 0,
            one(range(1, ACCOUNTS + 1)), one(range(1, PEOPLE + 1)), one(one(places)), f"{texts[day]} {moment}", f"{texts[day + later // 4]} {moment}",
        )  # fmt: skip


def _made(number: int, count: int) -> tuple[int, str]:
    """(day since the first, time of day) of the creation of a lead."""
    day, second = divmod((number - 1) * DAYS * 86_400 // count, 86_400)
    return day, f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def moment_of(number: int, count: int) -> str:
    """When a lead out of ``count`` was created."""
    day, moment = _made(number, count)
    return f"{(date(2023, 1, 1) + timedelta(days=day)).isoformat()} {moment}"


def brand(turn: int) -> str:
    """Two characters that about 0.08 % of the names hold, others at every turn."""
    return BRAND_FIRST[turn * 5 % len(BRAND_FIRST)] + BRAND_SECOND[turn * 11 % len(BRAND_SECOND)]


def _places() -> list[list[int]]:
    """For each division the sections and teams below it."""
    below: dict[str, list[int]] = {}
    for one in departments():
        if one.path.count("/") > 3:
            below.setdefault(one.path.split("/")[2], []).append(one.id)
    return list(below.values())


def _chooser(part: int) -> Callable[[Sequence[Any]], Any]:
    """A function that answers an item of a sequence by chance: the same items at every run."""
    draw = random.Random(SEED + part).random

    def one(items: Sequence[Any]) -> Any:
        return items[int(draw() * len(items))]

    return one
