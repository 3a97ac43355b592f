"""Makes resources/samples: four ledgers of one invented community, each looking different, with real ledgers' mistakes.

    python packaging/samples/make_samples.py

Needs the development libraries (openpyxl, xlwt). Drawn by one seed, so the people are always the same.

The mistakes: 3 identity numbers damaged by Excel, 2 with a wrong check character, 1 impossible birth date (these six
rows are refused); 2 rows repeated, 3 sexes and 2 birth dates that contradict the number, 3 ages without birth date
and number, 6 rows without number, 3 phones with 10 digits, tags with trailing blanks, blank rows, 小计 and 合计,
填表人 below.
"""

import csv
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import openpyxl  # noqa: E402
import xlwt  # noqa: E402
from openpyxl.styles import Alignment, Border, Font, Side  # noqa: E402

from db.work.sampling import GRIDS, Drawing, Sample, age_of  # noqa: E402

SAMPLES = ROOT / "resources" / "samples"
DAY = date(2026, 11, 1)
SEED = 150102402
COMMUNITY = "丁香社区"
MADE = datetime(2026, 11, 1)  # noqa: DTZ001 - a fixed stamp, so that the files never differ
THIN = Border(*(Side(style="thin"),) * 4)


def main() -> None:
    """Write the four files."""
    drawing = Drawing(SEED, DAY)
    members = drawing.members()
    elders = list(drawing.elders(600))
    by_grid = {grid: sorted((one for one in elders if one.grid == grid), key=lambda one: one.address) for grid in GRIDS}
    SAMPLES.mkdir(exist_ok=True)
    write_roster(SAMPLES / "网格员花名册.xls", members)
    first = [one for grid in GRIDS[:3] for one in by_grid[grid]]
    write_merged(SAMPLES / "65岁以上老年人台账_一至三网格.xlsx", first)
    write_two_rows(SAMPLES / "老年人信息采集表_四至六网格.xlsx", [by_grid[grid] for grid in GRIDS[3:6]])
    write_csv(SAMPLES / "七八网格老人名单.csv", [one for grid in GRIDS[6:] for one in by_grid[grid]])


def write_roster(path: Path, members: list[Sample]) -> None:
    """Write the roster of grid members as an old .xls with a title."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("花名册")
    bold = xlwt.easyxf("font: bold on, height 320; align: horiz center")
    sheet.write_merge(0, 0, 0, 9, f"{COMMUNITY}网格员花名册", bold)
    head = ["序号", "网格名称", "姓  名", "性别", "民族", "出生年月", "身份证号", "联系电话", "职务", "备注"]
    for column, text in enumerate(head):
        sheet.write(
            1, column, text, xlwt.easyxf("font: bold on; borders: left thin, right thin, top thin, bottom thin")
        )
    for row, one in enumerate(members, 2):
        born = one.birth.strftime("%Y.%m")
        values = [row - 1, one.grid, one.name, one.sex, one.ethnic, born, one.id_number, one.phone, one.role, ""]
        for column, value in enumerate(values):
            sheet.write(row, column, value)
    sheet.write(len(members) + 3, 0, "填表人：")
    book.save(str(path))


def write_merged(path: Path, elders: list[Sample]) -> None:
    """Write a ledger with a merged title and a 填报单位 line; numbers damaged, tags with blanks, subtotals."""
    book = _book()
    sheet: Any = book.active
    sheet.title = "台账"
    sheet.append([f"{COMMUNITY}65岁以上老年人台账"])
    sheet.merge_cells("A1:L1")
    sheet["A1"].font, sheet["A1"].alignment = Font(size=18, bold=True), Alignment(horizontal="center")
    sheet.append([f"填报单位：{COMMUNITY}", None, None, None, None, None, None, None, "填报日期：2026年11月1日"])
    head = "序号 老人姓名 性别 年龄 公民身份号码 所属|网格 家庭住址 联系方式 老人类型 健康状况 网格员 上次走访"
    sheet.append([word.replace("|", "\n") for word in head.split()])
    number = 0
    for grid in GRIDS[:3]:
        of_grid = [one for one in elders if one.grid == grid]
        for one in of_grid:
            number += 1
            sheet.append(_merged_row(number, one))
        sheet.append(["小计", None, None, len(of_grid)])
        sheet.append([])
    for row in (7, 60, 120):  # Excel kept only fifteen digits
        sheet.cell(row, 5).value = float(str(sheet.cell(row, 5).value)[:17] + "0")
    for row in (15, 90):
        number_text = str(sheet.cell(row, 5).value)
        sheet.cell(row, 5).value = number_text[:17] + ("X" if number_text[17] != "X" else "1")
    for row in (20, 50, 130):
        sheet.cell(row, 3).value = "男" if sheet.cell(row, 3).value == "女" else "女"
    for row in (30, 75, 140):
        sheet.cell(row, 8).value = str(sheet.cell(row, 8).value)[:10]
    for row in (12, 66):  # a row pasted twice
        sheet.append([cell.value for cell in sheet[row]])
    sheet.append(["合计", None, None, number])
    sheet.append(["填表人：", None, None, None, "审核人：", None, None, "日期："])
    _dress(sheet, 3, (6, 10, 6, 6, 21, 10, 26, 14, 16, 22, 10, 12))
    book.save(path)


def _merged_row(number: int, one: Sample) -> list[object]:
    words = {"独居": "孤寡老人 ", "空巢": "空巢老人", "低保": "低保老人 ", "特困": "五保老人"}
    tags = "、".join(words.get(tag, tag) for tag in one.tags) or "普通老人"
    visit = one.last_visit.strftime("%Y.%m.%d") if one.last_visit else None
    age = age_of(one, DAY)
    return [number, one.name, one.sex, age, one.id_number, one.grid, one.address, one.phone, tags, one.health,
            one.keeper, visit]  # fmt: skip


def write_two_rows(path: Path, grids: list[list[Sample]]) -> None:
    """Write a form with a two-row head, the address in four columns, yes-no columns; some numbers missing."""
    book = _book()
    sheet: Any = book.active
    sheet.title = "采集表"
    sheet.append(["老年人基本信息采集表"])
    sheet.merge_cells("A1:R1")
    head = [*"序号 姓名 性别 出生日期 身份证号 民族 网格 现住址".split(), None, None, None]
    head += ["联系电话", "家属信息", None, None, "人员类别", None, None]
    below = [*[None] * 7, "小区名称", "楼号", "单元号", "房号", None, "联系人", "与本人关系", "家属电话"]
    below += ["是否独居", "是否空巢", "是否失能"]
    sheet.append(head)
    sheet.append(below)
    for column in (*"ABCDEFG", "L"):
        sheet.merge_cells(f"{column}2:{column}3")
    for span in ("H2:K2", "M2:O2", "P2:R2"):
        sheet.merge_cells(span)
    number = 0
    for group in grids:
        for one in group:
            number += 1
            sheet.append(_split_row(number, one))
    for row in (9, 40, 77, 101, 150, 199):
        sheet.cell(row, 5).value = None
    for row in (25, 88):
        sheet.cell(row, 4).value = date(1950, 1, 1)
    sheet.cell(33, 5).value, sheet.cell(33, 4).value = None, "1938-02-29"
    sheet.append([])
    sheet.append(["填表人：", None, None, None, "审核人："])
    _dress(sheet, 3, (6, 12, 6, 14, 21, 9, 10, 14, 7, 7, 7, 14, 10, 10, 14, 9, 9, 9))
    book.save(path)


def _split_row(number: int, one: Sample) -> list[object]:
    estate, _, rest = one.address.partition("号楼")
    building = "".join(sign for sign in estate if sign.isdigit())
    unit, _, room = rest.partition("单元")
    name, kin, phone = one.contact or (None, None, None)
    flags = ["是" if tag in one.tags else "否" for tag in ("独居", "空巢", "失能")]
    born: object = one.birth if number % 3 else one.birth.strftime("%Y.%m.%d")
    estate_name = estate[: len(estate) - len(building)]
    return [number, one.name, one.sex, born, one.id_number, one.ethnic.removesuffix("族"), one.grid, estate_name,
            building, unit, room, one.phone, name, kin, phone, *flags]  # fmt: skip


def write_csv(path: Path, elders: list[Sample]) -> None:
    """Write a bare list in GB18030, as an older program exports it; ages without birth dates."""
    head = ["姓名", "性别", "年龄", "身份证号码", "网格名称", "现居地址", "手机号码", "居住情况", "特殊人群", "备注"]
    rows: list[list[object]] = [[*head]]
    for number, one in enumerate(elders):
        living = "独居" if "独居" in one.tags else "与子女同住"
        age = age_of(one, DAY)
        shown = "" if number in (11, 52, 120) else one.id_number
        tags = "、".join(tag for tag in one.tags if tag != "独居") or "无"
        note = "需要蒙语服务" if one.ethnic == "蒙古族" else ""
        rows.append([f"{one.name} ", one.sex, age, shown, one.grid, one.address, one.phone, living, tags, note])
    rows.insert(76, [""] * 10)
    rows.append(["合计", "", len(elders), *[""] * 7])
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(rows)


def _book() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = MADE
    book.properties.creator = COMMUNITY
    return book


def _dress(sheet: Any, head: int, widths: tuple[int, ...]) -> None:
    """Set widths, borders and a bold head, as a clerk would."""
    for column, width in enumerate(widths):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(column + 1)].width = width
    for row in sheet.iter_rows(min_row=2, max_row=head):
        for cell in row:
            cell.font, cell.border = Font(bold=True), THIN
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


if __name__ == "__main__":
    main()
