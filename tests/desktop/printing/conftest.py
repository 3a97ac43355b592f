"""What the tests of pages share: the longest facts of every form, an office to gather from, the text of a PDF."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from db.books.due import Due, DueState
from db.ledgers.allowances import Allowance
from db.ledgers.areas import Area, AreaLevel, Dwelling
from db.ledgers.care import CarePlan, Cycle, RiskClass
from db.ledgers.people import Contact, Living, Person, PersonTag
from db.ledgers.services import Finding, LogKind, ServiceDoer, ServiceLog
from db.ledgers.teams import Membership, Role, Team, TeamKind
from db.store.writer import Edit
from db.work import weekly
from db.work.figures import Figure, Period, Rate, TagTable
from db.work.lateness import Late
from db.work.reporting import GridLine, MonthReport
from db.work.service_figures import Hazards, ItemLine
from db.work.teams import TeamLine, join
from db.work.visiting import DueRow
from desktop.printing.forms import (
    allowance_lists,
    allowance_turn90,
    category_ledger,
    contact_cards,
    door_sheet,
    elder_file,
    elder_ledger,
    errand_register,
    grid_board,
    grid_roster,
    hazard_order,
    overdue_list,
    route_sheet,
    team_roster,
    visit_record,
)
from desktop.printing.forms.workers import GridWorkers, Worker

LONG_NAME = "巴特尔·孟和巴雅尔·苏布道其其格·那仁格日勒"
ADDRESS = "乌兰镇红旗嘎查二组15号（村委会东侧第三户，自然村无门牌，门前有柳树）" * 2
NOTE = "老伴去年去世，子女在外地，平时由邻居照看；血压高，每日服药。" * 6
NAMES = ("王秀兰", "阿卜杜热合曼·吐尔逊", "李\U0002c316", "赵\U00020000", LONG_NAME, "<b>王</b>")
NUMBER, PHONE, COMMUNITY, DAY = "150102********0011", "138****5678", "丁香路社区", "2026年11月24日"


def doors(names):
    rows = tuple(
        door_sheet.DoorRow(
            name,
            "101岁",
            ADDRESS[:34] if n % 3 else "14栋2单元1602室",
            PHONE[: 11 * (n % 4 == 0)],
            "每季度",
            "关注A",
            "",
            n % 3,
        )
        for n, name in enumerate(names)
    )
    grids = door_sheet.DoorGrid("第一网格", LONG_NAME, rows), door_sheet.DoorGrid("第二网格", "", rows[:1])
    return door_sheet.DoorFacts(grids)


def elders(names):
    rows = tuple(
        elder_ledger.ElderRow(
            name, "女", "101", NUMBER, PHONE, ADDRESS, "与子女同住", "计生特殊家庭、残疾、高龄", "每季度", "2026-10-28",
            LONG_NAME, f"{LONG_NAME}（儿媳）\n{PHONE}",
        )
        for name in names
    )  # fmt: skip
    return elder_ledger.ElderFacts(COMMUNITY, DAY, (elder_ledger.ElderGrid("第一网格", LONG_NAME, rows),))


def categories(names):
    rows = tuple(
        category_ledger.CategoryRow(
            name, "女", "101", NUMBER, PHONE, ADDRESS, "重度", "2025-03-01", "每季度", "2026-10-28", LONG_NAME, NOTE
        )
        for name in names
    )
    return category_ledger.CategoryFacts(COMMUNITY, DAY, "独居", (category_ledger.CategoryGrid("第一网格", rows),))


def roster(names):
    rows = tuple(
        grid_roster.MemberRow(
            name, "常务网格长", "女", "61", "乌孜别克族", "中国国民党革命委员会会员", "大学本科", NUMBER, PHONE,
            "2023-05-01", "专职", NOTE,
        )
        for name in names
    )  # fmt: skip
    return grid_roster.RosterFacts(COMMUNITY, DAY, (grid_roster.RosterGrid("第一网格", NOTE, "300", rows),))


def files(_names):
    long = {"姓名": LONG_NAME, "现住址": ADDRESS, "户籍地址": ADDRESS}
    particulars = tuple((label, long.get(label, "乌孜别克族"), span) for _, label, span in elder_file.PARTICULARS)
    contact = elder_file.ContactRow(LONG_NAME, "儿媳", PHONE, "乌鲁木齐市", "紧急联系人、监护人")
    tag = elder_file.TagRow("计生特殊家庭", "二级", "2024-03-01", "", ADDRESS)
    visit = elder_file.VisitRow("2026-10-28", "上门", "见到本人", LONG_NAME, NOTE)
    hangs = (contact,) * 5, (tag,) * 6, (visit,) * 6, NOTE * 20, NOTE * 20
    file = elder_file.ElderFile(LONG_NAME, "第三网格", LONG_NAME, particulars, *hangs)
    return elder_file.ElderFiles(COMMUNITY, DAY, (file,))


def visits(_names):
    findings = (visit_record.FindingRow("居住环境", "异常", NOTE),) * 13
    visit = visit_record.VisitSheet(
        LONG_NAME, "第三网格", "女", "101岁", PHONE, ADDRESS, "2026年10月28日", "上门", "见到本人", LONG_NAME,
        findings=findings, content=NOTE * 20,
    )  # fmt: skip
    return visit_record.VisitSheets(COMMUNITY, (visit, visit_record.VisitSheet("巴特尔", "第三网格")))


def routes(names):
    stops = tuple(route_sheet.Stop(name, "101岁", ADDRESS[:34], PHONE, "先走", "关注A") for name in names)
    return route_sheet.RouteFacts(DAY, (route_sheet.Route("第一网格", LONG_NAME, stops),))


def errands(names):
    rows = tuple(
        errand_register.ErrandRow(
            name, "第十二网格", "手机使用指导", "2026-10-28", "2026-10-28", LONG_NAME, "12345.60", "NO.00471234567",
            "2026-10-28", NOTE,
        )
        for name in names
    )  # fmt: skip
    return errand_register.ErrandFacts(COMMUNITY, DAY, rows, "123456.00", "12345.00")


def hazards(_names):
    sheet = hazard_order.HazardSheet(
        LONG_NAME, "第三网格", PHONE, ADDRESS, "2026-10-28", LONG_NAME, "用水、用电、燃气、取暖、安全、居住环境", NOTE * 12,
        NOTE * 6, "2026-11-28",
    )  # fmt: skip
    return hazard_order.HazardFacts(COMMUNITY, (sheet, hazard_order.HazardSheet("巴特尔", "第三网格")))


def workers(names):
    staff = tuple(Worker(name, "常务网格长", "0471-6123456", "第十二网格", NOTE[:40]) for name in names)
    return (GridWorkers("第十二网格", ADDRESS, staff),)


def allowances(names):
    told = {"sex": "女", "id_number": NUMBER, "category": "80—89周岁低保、边缘、特困", "address": ADDRESS[:30],
            "contact_name": LONG_NAME, "contact_relation": "孙子女", "contact_phone": PHONE, "amount": "1000.00",
            "paid": "12000.00", "certified": "2026-11-24", "back": "2026-01 起\n10 个月",
            "back_reason": "查找不到本人", "until": "2026-11", "stop_reason": "不符合每月认证要求"}  # fmt: skip
    rows = tuple(allowance_lists.AllowanceRow({"name": name, **told}) for name in names)
    return allowance_lists.AllowanceFacts(COMMUNITY, date(2026, 11, 1), DAY, rows, Decimal("24000.00"))


def turning(names):
    texts = {"sex": "女", "birth_date": "1936-11-20", "id_number": NUMBER, "phone": PHONE, "address": ADDRESS,
             "hukou_address": ADDRESS, "contact_name": LONG_NAME,
             "contact_relation": "儿媳", "contact_phone": PHONE}  # fmt: skip
    said = "80—89周岁低保、边缘、特困，每月 1000.00 元"
    sheets = tuple(
        allowance_turn90.TurnSheet(None, {"name": name, **texts}, "第一网格", 90, said, said) for name in names
    )
    return allowance_turn90.TurnFacts(COMMUNITY, date(2026, 11, 1), DAY, sheets)


def month(names):
    grids = tuple((None, f"第{n}网格") for n in "一二三四五六七八九")
    figure = Figure("x", "次月满100周岁", "一句话。", 100)
    rate = Rate("y", "按周期完成率", "两句话，写得长一些。" * 8, figure, figure)
    lines = tuple(GridLine(name, 100, 88, 12) for _, name in grids)
    tags = tuple((f"t{n}", "计生特殊家庭", (100,) * 9, figure) for n in range(14))
    items = tuple(ItemLine(f"i{n}", "购买日用品", figure, figure, figure) for n in range(12))
    late = tuple(Late(uuid4(), name, "第一网格", "高风险", "每季度", date(2026, 9, 30)) for name in names)
    return MonthReport(
        COMMUNITY, Period.month(2026, 11), (figure,) * 11, (rate,) * 3, lines,
        TagTable(grids, tags, (100,) * 9, figure), items, Hazards(figure, rate), late,
    )  # fmt: skip


def overdue(names):
    rows = tuple(
        overdue_list.LateRow(
            name, "女", "101", ADDRESS, PHONE, "高风险", "每季度", "没有走访过", "2026-09-30", LONG_NAME
        )
        for name in names
    )
    return overdue_list.LateFacts(COMMUNITY, "2026年11月", DAY, (("第一网格", rows),))


def week(names):
    figure, seen = Figure("x", "走访覆盖人数", "一句话。", 100), datetime(2026, 11, 1, 4, tzinfo=UTC)
    matters = (
        weekly.MatterLine("（2026）丁人调字第100号", "纠纷", NOTE[:24], date(2026, 11, 3), "新增，11-24 办结"),
    ) * 20
    late = tuple(Late(uuid4(), name, "第一网格", "高风险", "每季度", date(2026, 9, 30)) for name in names)
    due = Due(uuid4(), RiskClass.HIGH, Cycle.WEEK, date(2026, 11, 30), date(2026, 12, 6), DueState.NOT_DUE)
    coming = tuple(DueRow(uuid4(), name, None, "", None, None, "", "", due, seen) for name in names)
    grids = tuple(
        weekly.GridWeek(
            uuid4(), f"第{n}网格", "150102402001001", (figure,) * 10, matters, late, coming, date(2026, 11, 30)
        )
        for n in range(2)
    )
    rate = Rate("weekly_rate", "周报报送率", "一句话。", figure, figure)
    return weekly.WeekReport(COMMUNITY, Period.week(date(2026, 11, 24)), grids, rate)


def overview(names):
    facts = week(names)
    return replace(facts, grids=tuple(replace(facts.grids[0], name=name) for name in names))


def teams(names):
    line = TeamLine(uuid4(), ADDRESS[:30], TeamKind.SHOCK_TEAM, COMMUNITY, ADDRESS[:30], len(names))
    rows = tuple(
        team_roster.TeamRow(name, "包网格干部", "女", "61", "无党派民主人士", PHONE, NOTE[:40], NOTE[:20], "2026-11-01")
        for name in names
    )
    return team_roster.TeamFacts(COMMUNITY, DAY, ((line, rows),))


WORST = {
    "week_report": week,
    "week_overview": overview,
    "team_roster": teams,
    "route_sheet": routes,
    "errand_register": errands,
    "hazard_order": hazards,
    "grid_board": lambda names: grid_board.BoardFacts(COMMUNITY, workers(names)),
    "contact_cards": lambda names: contact_cards.CardFacts(COMMUNITY, workers(names)),
    "allowance_roster": allowances,
    "allowance_new": allowances,
    "allowance_stop": allowances,
    "allowance_turn90": turning,
    "month_report": month,
    "overdue_list": overdue,
    "door_sheet": doors,
    "elder_ledger": elders,
    "category_ledger": categories,
    "grid_roster": roster,
    "elder_file": files,
    "visit_record": visits,
}


@pytest.fixture
def worst():
    """Give the facts of a form with the longest values, for so many people."""
    return lambda name, count: WORST[name]([NAMES[n % len(NAMES)] for n in range(count)])


@pytest.fixture
def worst_of():
    """Give the facts of a form for people of those names."""
    return lambda name, names: WORST[name](names)


@pytest.fixture
def flat():
    """Give the whole text of a PDF without white space."""
    return lambda pdf: "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def visited(writer, person, area):
    """Write all that hangs on a person."""
    writer.add(Contact, {"person_id": person, "name": "王建国", "phone": "13712345678"})
    writer.add(PersonTag, {"person_id": person, "tag": "lives_alone", "since": date(2025, 3, 1)})
    writer.add(CarePlan, {"person_id": person, "risk_class": RiskClass.HIGH, "since": date(2026, 1, 1)})
    told = {"content": "女儿电话13712345678，身体尚可", "needs": "加装扶手"}
    at = {"at": datetime(2026, 10, 28, 2, tzinfo=UTC), "kind": LogKind.VISIT}
    visit = writer.add(ServiceLog, {**at, **told, "person_id": person, "area_id": area})
    writer.add(ServiceDoer, {"service_id": visit, "name": "李建军"})
    writer.add(Finding, {"service_id": visit, "item": "health", "answer": "正常"})
    writer.add(Finding, {"service_id": visit, "item": "gas", "answer": "异常", "note": "软管老化"})
    errand = {"kind": LogKind.ERRAND, "item": "bills", "amount": Decimal("86.50"), "content": "电话13712345678"}
    at = {"at": datetime(2026, 10, 20, 2, tzinfo=UTC)}
    writer.add(ServiceLog, {**at, **errand, "person_id": person, "area_id": area})


DRAWN = (
    {"category": "a80", "since": date(2026, 1, 1)},
    {"category": "a80_poor", "since": date(2026, 11, 1), "back_from": date(2026, 9, 1), "back_months": 2},
    {"category": "a80", "since": date(2025, 1, 1), "until": date(2026, 11, 1), "stop_reason": "other"},
    {"category": "a90", "since": date(2026, 11, 1)},
)


@pytest.fixture
def filled(office):
    """An office with two grids, one worker and eight elders, their doors in disorder."""
    with office.read() as reader:
        community = reader.scalar(select(Area.id).where(Area.level == AreaLevel.COMMUNITY))
    homes = ("3栋10单元101", "3栋2单元10-2", "3栋2单元10-1", "红旗嘎查2组15号")
    grid = {"parent_id": community, "level": AreaLevel.GRID}
    with office.write("试") as writer:
        grids = [
            writer.add(Area, {**grid, "code": f"15010240200100{n}", "name": f"第{name}网格", "sort": n})
            for n, name in ((2, "二"), (1, "一"))
        ]
        worker = writer.add(Person, {"name": "李建军", "phone": "13812345678"})
        writer.add(Membership, {"person_id": worker, "area_id": grids[1], "role": Role.GRID_WORKER})
        for n, sign in enumerate("甲乙丙丁戊己庚辛"):
            area = grids[n % 2]
            known = {"name": f"王秀{sign}", "birth_date": date(1940 + n, 3, 2), "phone": "13912345678"}
            person = writer.add(Person, known)
            home = writer.add(Dwelling, {"area_id": area, "full_address": homes[n // 2]})
            place = {"area_id": area, "dwelling_id": home, "living": Living.ALONE}
            writer.place(person, place, date(2026, 1, 1), Edit.CHANGE)
            visited(writer, person, area)
            writer.add(Allowance, {"person_id": person, **DRAWN[n % 4]})
        team = writer.add(Team, {"name": "为老服务队", "kind": TeamKind.VOLUNTEER})
        join(writer, team, person, Role.VOLUNTEER)
    return office
