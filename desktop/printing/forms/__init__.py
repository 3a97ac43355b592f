"""The printed forms, one file each; FORMS lists them in the order they are shown."""

from collections.abc import Mapping

from desktop.printing.form import Form, Options, PaperClass, Sort
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
    month_report,
    route_sheet,
    visit_record,
)
from desktop.printing.forms.matter_papers import MATTER_FORMS
from desktop.printing.ledger import choices

SORTS = tuple(Sort)
LEDGER = ("A4横", "A3横"), (9.0, 10.5)

_ALL = (
    Form(
        "door_sheet",
        "入户走访登记表",
        "走访",
        PaperClass.CARRIED,
        door_sheet.gather,
        door_sheet.lay,
        Options(tag=True, keeper=True, sorts=SORTS),
    ),
    Form(
        "route_sheet",
        "今日走访路线单",
        "走访",
        PaperClass.CARRIED,
        route_sheet.gather,
        route_sheet.lay,
        Options(("A4",), tag=True, keeper=True, route=True),
    ),
    Form(
        "visit_record",
        "走访记录表",
        "走访",
        PaperClass.CABINET,
        visit_record.gather,
        visit_record.lay,
        Options(("A4",), tag=True, keeper=True, sorts=SORTS),
    ),
    Form(
        "errand_register",
        "帮办代办登记表",
        "走访",
        PaperClass.CABINET,
        errand_register.gather,
        errand_register.lay,
        Options(*LEDGER, choices(errand_register.COLUMNS)),
    ),
    Form(
        "hazard_order",
        "隐患整改单",
        "走访",
        PaperClass.CABINET,
        hazard_order.gather,
        hazard_order.lay,
        Options(("A4",)),
    ),
    Form(
        "elder_ledger",
        "65岁以上老年人台账",
        "老年人台账",
        PaperClass.CABINET,
        elder_ledger.gather,
        elder_ledger.lay,
        Options(*LEDGER, choices(elder_ledger.COLUMNS), tag=True, keeper=True, sorts=SORTS),
    ),
    Form(
        "category_ledger",
        "分类台账",
        "老年人台账",
        PaperClass.CABINET,
        category_ledger.gather,
        category_ledger.lay,
        Options(*LEDGER, choices(category_ledger.COLUMNS), tag=True, keeper=True, sorts=SORTS),
    ),
    Form(
        "elder_file",
        "一人一档",
        "老年人台账",
        PaperClass.CABINET,
        elder_file.gather,
        elder_file.lay,
        Options(("A4",), tag=True, keeper=True, sorts=SORTS),
    ),
    Form(
        "grid_roster",
        "网格员花名册",
        "网格队伍",
        PaperClass.CABINET,
        grid_roster.gather,
        grid_roster.lay,
        Options(*LEDGER, choices(grid_roster.COLUMNS)),
    ),
    Form(
        "grid_board",
        "网格公示牌",
        "网格队伍",
        PaperClass.WALL,
        grid_board.gather,
        grid_board.lay,
        Options(("A4横", "A3横")),
        workers=True,
    ),
    Form(
        "contact_cards",
        "联系卡",
        "网格队伍",
        PaperClass.WALL,
        contact_cards.gather,
        contact_cards.lay,
        Options(("A4",)),
        workers=True,
    ),
    Form(
        "allowance_roster",
        "高龄津贴花名册",
        "高龄津贴",
        PaperClass.SUPERIOR,
        allowance_lists.gather_roster,
        allowance_lists.lay_roster,
        Options(month=True),
    ),
    Form(
        "allowance_new",
        "高龄津贴新增明细表",
        "高龄津贴",
        PaperClass.SUPERIOR,
        allowance_lists.gather_new,
        allowance_lists.lay_new,
        Options(month=True),
    ),
    Form(
        "allowance_stop",
        "高龄津贴停止明细表",
        "高龄津贴",
        PaperClass.SUPERIOR,
        allowance_lists.gather_stopped,
        allowance_lists.lay_stopped,
        Options(month=True),
    ),
    Form(
        "allowance_turn90",
        "满90周岁调整备案表",
        "高龄津贴",
        PaperClass.SUPERIOR,
        allowance_turn90.gather,
        allowance_turn90.lay,
        Options(("A4",), month=True),
    ),
    Form(
        "month_report",
        "网格工作月报",
        "汇总",
        PaperClass.CABINET,
        month_report.gather,
        month_report.lay,
        Options(("A4",), month=True),
    ),
)
FORMS: Mapping[str, Form] = {form.name: form for form in _ALL}
"""What is printed of people."""
ALL_FORMS: Mapping[str, Form] = {**FORMS, **MATTER_FORMS}
"""Every form: of people and of matters."""
