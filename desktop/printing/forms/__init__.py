"""The printed forms, one file each; FORMS lists them in the order they are shown."""

from collections.abc import Mapping

from desktop.printing.form import Form, Options, PaperClass, Sort
from desktop.printing.forms import category_ledger, door_sheet, elder_file, elder_ledger, grid_roster, visit_record
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
        "visit_record",
        "走访记录表",
        "走访",
        PaperClass.CABINET,
        visit_record.gather,
        visit_record.lay,
        Options(("A4",), tag=True, keeper=True, sorts=SORTS),
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
)
FORMS: Mapping[str, Form] = {form.name: form for form in _ALL}
