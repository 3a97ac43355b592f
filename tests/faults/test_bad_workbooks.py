"""The 22 kinds of bad workbook and the bombs: no crash, no hang, nothing half taken, each refusal explained."""

import io
import resource
import subprocess
import sys
import zipfile
from datetime import date

import openpyxl
import pytest
from sqlalchemy import func, select

from db.ledgers.people import Person
from db.trouble import OfficeError
from db.work.sampling import identity_number
from desktop.sheets.importing import How, import_file

HEAD = ["序号", "姓名", "身份证号", "出生日期", "联系电话", "家庭住址"]
INLINE = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def number(n):
    """Make the n-th sound identity number."""
    return identity_number("150102", date(1940, 1, 1 + n), 2 * n + 1)


def row(n, **other):
    """Make the n-th good row."""
    told = {
        "name": f"张三{'甲乙丙丁戊'[n]}",
        "number": number(n),
        "born": None,
        "phone": "13804711234",
        "address": f"{n}栋1单元101",
    }
    told |= other
    return [n, told["name"], told["number"], told["born"], told["phone"], told["address"]]


def book(*rows, title="台账"):
    """Make a workbook of rows."""
    made = openpyxl.Workbook()
    made.active.title = title
    for one in rows:
        made.active.append(one)
    return made


def saved(path, made):
    """Save a workbook."""
    made.save(path)
    return path


def zipped(path, **parts):
    """Write an .xlsx from raw parts around one sheet."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as box:
        types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        box.writestr("[Content_Types].xml", (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>'
        ))  # fmt: skip
        relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        box.writestr("_rels/.rels", (
            f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relations}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>'
        ))  # fmt: skip
        box.writestr("xl/workbook.xml", (
            f'<workbook xmlns="{MAIN}" xmlns:r="{relations}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>"
        ))  # fmt: skip
        box.writestr("xl/_rels/workbook.xml.rels", (
            f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relations}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>'
        ))  # fmt: skip
        for name, text in parts.items():
            box.writestr(f"xl/worksheets/{name}.xml", text)
    return path


def cells(*texts):
    """Write a sheet of rows of inline texts given as {address: text}."""
    rows = "".join(
        f'<row r="{r}">'
        + "".join(f'<c r="{a}" t="inlineStr"><is><t>{t}</t></is></c>' for a, t in line.items())
        + "</row>"
        for r, line in texts
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def merged_head(path):
    made = book(["丁香社区老年人台账"], ["填报单位：丁香社区"], HEAD, row(1))
    made.active.merge_cells("A1:F1")
    return saved(path, made)


def two_row_head(path):
    made = book(["序号", "姓名", "证件", None, "联系电话", "家庭住址"], [None, None, "身份证号", "出生日期"], row(1))
    for span in ("A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:F2"):
        made.active.merge_cells(span)
    return saved(path, made)


def hidden_parts(path):
    made = book(HEAD, row(1), row(2))
    made.active.row_dimensions[2].hidden = True
    made.active.column_dimensions["E"].hidden = True
    made.create_sheet("旧表").append(HEAD)
    made["旧表"].append(row(3))
    made["旧表"].sheet_state = "hidden"
    return saved(path, made)


def dates_of_all_kinds(path):
    plain = [["姓名", "出生日期", "家庭住址"], ["张甲", "1941.6.15", "1栋1单元101"], ["张乙", 16498, "2栋1单元101"],
             ["张丙", date(1950, 2, 3), "3栋1单元101"], ["张丁", "1948年3月", "4栋1单元101"]]  # fmt: skip
    return saved(path, book(*plain))


def number_as_float(path):
    return saved(path, book(HEAD, row(1), row(2, number=3.3010119450302e17)))


def leading_quote(path):
    return saved(path, book(HEAD, row(1, number=f"'{number(1)}")))


def full_width(path):
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number(1))
    return saved(path, book(HEAD, row(1, number=wide)))


def odd_blanks(path):
    return saved(path, book(HEAD, row(1, name="张三\u00a0甲 ", number=f" {number(1)}\u00a0", phone="138 0471 1234")))


def bare_formula(path):
    return saved(path, book(HEAD, row(1, phone='="138"&"04711234"')))


def broken_reference(path):
    made = book(HEAD, row(1, address="#REF!"))
    made.active["F2"].data_type = "e"
    return saved(path, made)


def empty_first_rows(path):
    return saved(path, book([], [], [], HEAD, [], row(1), [], ["合计", 1], ["填表人：", None, None, "审核人："]))


def pages_pasted(path):
    return saved(path, book(HEAD, row(1), ["小计", 1], HEAD, row(2), ["总计", 2]))


def double_headings(path):
    return saved(path, book([*HEAD, "姓名"], [*row(1), "另一个"]))


def two_sheets(path):
    made = book(HEAD, row(1))
    made.create_sheet("二").append(HEAD)
    made["二"].append(row(2))
    return saved(path, made)


def wrong_ending(path):
    return _renamed(path, book(HEAD, row(1)))


def _renamed(path, made):
    buffer = io.BytesIO()
    made.save(buffer)
    target = path.with_suffix(".xls")
    target.write_bytes(buffer.getvalue())
    return target


def text_file(encoding):
    def make(path):
        target = path.with_suffix(".csv")
        lines = [",".join(HEAD), ",".join(str(one or "") for one in row(1, name="张𬭎"))]
        target.write_bytes("\r\n".join(lines).encode(encoding))
        return target

    return make


def locked(path):
    target = path.with_suffix(".xlsx")
    target.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)
    )
    return target


def cut_short(path):
    saved(path, book(HEAD, *[row(n % 5) for n in range(200)]))
    path.write_bytes(path.read_bytes()[:3000])
    return path


def with_macros(path):
    buffer = io.BytesIO()
    book(HEAD, row(1)).save(buffer)
    target = path.with_suffix(".xlsm")
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(target, "w") as box:
        for entry in source.infolist():
            box.writestr(entry, source.read(entry))
        box.writestr("xl/vbaProject.bin", b"not run")
    return target


def many_blank_rows(path):
    styled = "".join(f'<row r="{r}"><c r="A{r}" s="0"/></row>' for r in range(3, 150_000))
    head = dict(zip("ABCDEF", HEAD, strict=True))
    good = dict(zip("ABCDEF", [str(one or "") for one in row(1)], strict=True))
    text = cells((1, {f"{k}1": v for k, v in head.items()}), (2, {f"{k}2": v for k, v in good.items() if v}))
    return zipped(path, sheet1=text.replace("</sheetData>", f"{styled}</sheetData>"))


def far_cell(path):
    head = {f"{k}1": v for k, v in zip("ABCDEF", HEAD, strict=True)}
    return zipped(path, sheet1=cells((1, head), (1048576, {"XFD1048576": "远"})))


def web_page(path):
    target = path.with_suffix(".xls")
    target.write_text("<html><table><tr><td>姓名</td></tr></table></html>", "utf-8")
    return target


def of_wps(path):
    return _renamed(path, book(HEAD, row(1))).rename(path.with_suffix(".et"))


KINDS = {
    "merged_head": (merged_head, 1), "two_row_head": (two_row_head, 1), "hidden_parts": (hidden_parts, 2),
    "dates_of_all_kinds": (dates_of_all_kinds, 4), "number_as_float": (number_as_float, 1),
    "leading_quote": (leading_quote, 1), "full_width": (full_width, 1), "odd_blanks": (odd_blanks, 1),
    "bare_formula": (bare_formula, 1), "broken_reference": (broken_reference, 1),
    "empty_first_rows": (empty_first_rows, 1), "double_headings": (double_headings, 1),
    "pages_pasted": (pages_pasted, 2), "two_sheets": (two_sheets, 2),
    "wrong_ending": (wrong_ending, 1), "csv_gbk": (text_file("gb18030"), 1), "csv_utf8": (text_file("utf-8"), 1),
    "csv_bom": (text_file("utf-8-sig"), 1), "locked": (locked, "密码"), "cut_short": (cut_short, "不完整"),
    "with_macros": (with_macros, 1), "many_blank_rows": (many_blank_rows, 1), "far_cell": (far_cell, "尺寸"),
    "web_page": (web_page, "网页"), "of_wps": (of_wps, 1),
}  # fmt: skip


def people(store):
    """Count the people of an office."""
    with store.read() as reader:
        return reader.scalar(select(func.count()).select_from(Person).where(Person.removed_at.is_(None)))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_each_bad_workbook_comes_in_right_or_is_refused_in_a_sentence(kind, office, tmp_path):
    make, expected = KINDS[kind]
    path = make(tmp_path / "台账.xlsx")
    if isinstance(expected, str):
        with pytest.raises(OfficeError, match=expected) as refused:
            import_file(office, path, How("elders", accept_good=True))
        assert refused.value.remedy
        assert people(office) == 0
        return
    results = import_file(office, path, How("elders", accept_good=True))
    assert sum(result.outcome.added for result in results) == expected
    assert people(office) == expected
    for result in results:
        for problem in result.outcome.problems:
            assert problem.cell
            assert problem.problem.reason
    with office.read(office.viewer.unmasked("测试")) as reader:
        numbers = [one for (one,) in reader.rows(select(Person.id_number)) if one]
    assert set(numbers) <= {number(n) for n in range(5)}, "an identity number came in wrong"


def bombs(path):
    """Yield bombs: name and file."""
    head = {f"{k}1": v for k, v in zip("ABCDEF", HEAD, strict=True)}
    yield "long_cell", zipped(path / "a.xlsx", sheet1=cells((1, head), (2, {"B2": "长" * 4_000_000})))
    yield "huge_cell", zipped(path / "b.xlsx", sheet1=cells((1, head), (2, {"B2": "a" * 320_000_000})))
    yield (
        "many_cells",
        zipped(path / "c.xlsx", sheet1=cells((1, head), *((r, {f"A{r}": "1"}) for r in range(2, 210_000)))),
    )
    with zipfile.ZipFile(path / "d.xlsx", "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("xl/workbook.xml", bytes(400_000_000))
    yield "zip_bomb", path / "d.xlsx"
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{"&" + chr(97 + n) + ";"}{("&" + chr(97 + n) + ";") * 9}">' for n in range(9)
    ) + "]>"  # fmt: skip
    sheet = cells((1, head), (2, {"B2": "&j;"}))
    yield "laughs", zipped(path / "e.xlsx", sheet1=laughs + sheet)
    wide = {openpyxl.utils.get_column_letter(n) + "1": f"列{n}" for n in range(1, 300)} | head
    yield "wide", zipped(path / "f.xlsx", sheet1=cells((1, wide), (2, {"B2": "张三"})))
    (path / "g.xlsx").write_bytes(b"")
    yield "empty", path / "g.xlsx"
    (path / "h.csv").write_bytes(b"a" * (51 * 1024 * 1024))
    yield "large_file", path / "h.csv"
    (path / "i.csv").write_bytes(bytes(range(256)) * 100)
    yield "noise", path / "i.csv"


@pytest.mark.slow
def test_no_bomb_hurts_the_program_and_each_is_refused_in_a_sentence(office, tmp_path):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name, path in bombs(tmp_path):
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with pytest.raises(OfficeError) as refused:
            import_file(office, path, How("elders", accept_good=True))
        assert refused.value.what, name
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - grown < 100 * 1024, name
        assert people(office) == 0, name
        path.unlink()
    print("peak before and after, MB:", before // 1024, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


@pytest.mark.slow
def test_the_control_a_far_cell_kills_whoever_parses_it_himself(tmp_path):
    path = far_cell(tmp_path / "far.xlsx")
    script = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))\n"
        "from python_calamine import CalamineWorkbook\n"
        f"CalamineWorkbook.from_filelike(open({str(path)!r}, 'rb')).get_sheet_by_index(0).to_python()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, timeout=60)
    assert done.returncode < 0, "parsed in the parent it aborts the process"


def test_the_control_an_importer_that_reads_numbers_as_floats_is_seen(office, tmp_path, monkeypatch):
    from db.words import clean

    damaged = 1.50102194306123e17

    class Told:
        number = str(int(damaged))
        problem = None
        doubts = ()
        was15 = False

    monkeypatch.setattr(clean, "check_id_number", lambda raw, today: Told())
    path = saved(tmp_path / "a.xlsx", book(HEAD, row(1, number=damaged)))
    import_file(office, path, How("elders", accept_good=True))
    with office.read(office.viewer.unmasked("测试")) as reader:
        [(stored,)] = reader.rows(select(Person.id_number))
    assert stored not in {number(n) for n in range(5)}


def test_a_sheet_with_refused_rows_leaves_nothing_behind(office, tmp_path):
    path = saved(tmp_path / "a.xlsx", book(HEAD, row(1), row(2, number=3.3010119450302e17)))
    [result] = import_file(office, path, How("elders"))
    assert (result.batch, result.outcome.refused) == (None, 1)
    assert people(office) == 0


def test_the_control_an_importer_that_commits_row_by_row_would_leave_a_row(office, tmp_path):
    from db.books import BOOKS
    from db.work.taking import RawRow, take_in

    rows = [{"name": "张三甲", "id_number": number(1)}, {"name": "张三乙", "id_number": "3.3e17"}]
    for n, one in enumerate(rows, 2):
        with office.write("一行一行") as writer:
            take_in(writer, BOOKS["elders"], [RawRow(n, one)], "a.xlsx")
    assert people(office) == 1
