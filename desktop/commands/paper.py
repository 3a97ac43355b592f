"""print: a form into a PDF, a deed also into a file for editing (.docx); registered."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from db.ledgers.services import Campaign
from db.store.store import Store
from db.trouble import UnknownName
from db.work.routes import OFFERED, Walk, Way, read_workers
from desktop.commands.answer import Answer
from desktop.commands.finding import area_of
from desktop.commands.handing import reason_of
from desktop.printing.form import Form, Missing, Order
from desktop.printing.forms import ALL_FORMS
from desktop.printing.issue import Issued, issue


def form_of(name: str) -> Form:
    """Return the form of that name."""
    if name not in ALL_FORMS:
        raise UnknownName(f"没有叫“{name}”的表样。", f"可用：{' '.join(ALL_FORMS)}。")
    return ALL_FORMS[name]


def _ids(texts: Sequence[str]) -> tuple[UUID, ...]:
    try:
        return tuple(UUID(text) for text in texts)
    except ValueError:
        raise UnknownName("--id 不是记录编号。", "编号见 list 或 find 的输出。") from None


def run_print(store: Store, words: Namespace) -> Answer:
    """Print a form into a PDF; without --area all grids in one file, a bookmark each."""
    form = form_of(words.form)
    with store.read() as reader:
        tag = None if words.tag is None else reader.codes("tag").read(words.tag)
        if words.tag is not None and tag is None:
            raise UnknownName(f"没有“{words.tag}”这个类别。", "请用键或标签，如 lives_alone 或 独居。")
        area = area_of(reader, words.area)
    order = Order(
        area=area,
        tag=tag,
        ids=_ids(words.ids),
        way=_way(form, words),
        missing=None if words.missing is None else Missing.of(words.missing),
        reason=reason_of(words),
        masked=words.masked,
        blank=words.blank,
        copies=words.copies,
    )
    _refuse_misused(order)
    issued = _issued(store, form, order, words.out)
    value = {
        "form": form.name,
        "out": str(words.out),
        "pages": issued.pages,
        "rows": issued.rows,
        "sheet_no": issued.sheet_no or None,
    }
    length = f"，{issued.pages} 页" if issued.pages else ""
    number = f"，编号 {issued.sheet_no}" if issued.sheet_no else ""
    lines = [f"已打印“{form.label}”：{issued.rows} 行{length}{number}，存为 {words.out}。"]
    return Answer(value, lines)


def _way(form: Form, words: Namespace) -> Way:
    """Return how a route is walked; only a route sheet is walked."""
    if (words.walk or words.worker or words.campaign) and not form.options.route:
        raise UnknownName(f"“{form.label}”没有走法可选。", "--walk、--worker、--campaign 只用于 route_sheet。")
    walk = Walk.DOORS if words.walk is None else Walk.read(words.walk)
    if walk not in OFFERED:
        known = "、".join(f"{one.value}（{one.label}）" for one in OFFERED)
        raise UnknownName(f"走法没有“{words.walk}”。", f"可用：{known}。")
    campaign = None if words.campaign is None else Campaign.read(words.campaign)
    if words.campaign is not None and campaign is None:
        known = "、".join(f"{one.value}（{one.label}）" for one in Campaign)
        raise UnknownName(f"专项走访没有“{words.campaign}”。", f"可用：{known}。")
    return Way(walk, read_workers("、".join(words.worker)), campaign)


def _refuse_misused(order: Order) -> None:
    """Refuse words that contradict each other."""
    if order.blank and order.ids:
        raise UnknownName("空白表不带 --id。", "请去掉 --blank 或 --id。")
    if order.copies > 1 and not order.blank:
        raise UnknownName("--copies 只用于空白表。", "请加上 --blank。")


def _issued(store: Store, form: Form, order: Order, path: Path) -> Issued:
    """Issue a form as the file's name says: .docx for editing, else a PDF."""
    if path.suffix.lower() != ".docx":
        return issue(store, form, order, path)
    from desktop.printing.word import issue_word

    return issue_word(store, form, order, path)
