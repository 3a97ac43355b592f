"""设置: the office itself, its grids, who uses it, the size of type, and what this program is."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHeaderView,
    QPlainTextEdit,
    QRadioButton,
    QTreeWidget,
    QTreeWidgetItem,
)

from db.ledgers.accounts import Account
from db.ledgers.office import Office
from db.places import ROOT, data_folder
from db.store.store import Store
from db.trouble import OfficeError
from db.work.areas import AreaLine, add_grids, area_tree, close_area, open_area, rename_area
from desktop.bus import Bus
from desktop.theme import BASES, base_now, sizes
from desktop.views.settings_part import FieldsPart, Part
from desktop.widgets.parts import bar, bind, button, label

NAMES = "names"
SIZES = ("标准", "大", "特大")
SAMPLE = "张秀英 83 岁 6号楼2单元301 138****5678"


class OfficePart(FieldsPart):
    """社区信息."""

    heading = "社区信息"
    ledger = Office
    keys = (
        "name", "phone", "area_phone_code", "address", "committee", "seal_text", "newcomer_day", "weekly_days",
        "short_name",
    )  # fmt: skip
    hints = {  # noqa: RUF012 - read only
        "name": "印在每张表的抬头。",
        "area_phone_code": "电话只写 7 位或 8 位时补在前面，如 0471。",
        "committee": "调解文书的落款。",
        "newcomer_day": "当月这一天以前新增的老人计入当月应访。",
        "weekly_days": "一周结束后几天内打印或另存网格周报算按时报送；不填按 1 天，就是下周一。",
        "short_name": "编号里的简称，如（2026）丁人调字第1号的“丁”；不填取社区名第一个字。",
    }
    ranges = {"newcomer_day": (1, 31), "weekly_days": (1, 7)}  # noqa: RUF012 - read only


class AccountPart(FieldsPart):
    """人员与权限: what exists, and what does not."""

    heading = "人员与权限"
    ledger = Account
    keys = ("name", "role")
    hints = {"name": "记在每次改动和每张打印表上；下次打开时生效。"}  # noqa: RUF012 - read only

    def end(self) -> None:
        """Say how it is."""
        self.say(
            "现在是单人模式：只有一个账户，知道口令的人看得到、改得了全部资料。请不要几个人共用一个口令；"
            "每次改动、打印、导出都记在日志里，记的是上面的姓名。\n按角色、按网格分权限的团队模式还没有做。"
        )
        super().end()


class AreasPart(Part):
    """网格: the tree; every change is kept at once and can be undone."""

    heading = "网格"

    def __init__(self, store: Store) -> None:
        """Make the tree and the field for a pasted list."""
        super().__init__(store)
        self.say("双击名称或按 F2 改名。停用的网格不再出现在选择里，旧记录不受影响；有人居住的网格先把人转走再停用。")
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("网格")
        self.tree.setHeaderLabels(["名称", "编码", "人数", "状态"])
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.itemDoubleClicked.connect(lambda item, _: self._begin(item))
        bind("F2", self.tree, lambda: self._begin(self.tree.currentItem()), Qt.ShortcutContext.WidgetShortcut)
        self.tree.itemChanged.connect(self._renamed)
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.paste = QPlainTextEdit()
        self.paste.setAccessibleName("要添加的网格名称，一行一个")
        self.paste.setPlaceholderText("一行一个名称，可从 Excel 粘贴一列。选中一个网格时，加在它下面作微网格。")
        self.paste.setTabChangesFocus(True)
        self.paste.setFixedHeight(sizes()["row"] * 3)
        self.paste.textChanged.connect(self.edited)
        self.box.addWidget(self.tree, 1)
        self.box.addWidget(
            bar(
                button("改名", lambda: self._begin(self.tree.currentItem()), "", "edit"),
                button("停用 / 启用", self._switch),
                None,
                margins=(0, 0, 0, 0),
                line=False,
            )
        )
        self.box.addWidget(self.paste)
        self.box.addWidget(bar(button("添加这些网格", self._add, "", "plus"), None, margins=(0, 0, 0, 0), line=False))

    def revert(self) -> None:
        """Read the tree anew."""
        with self.store.read() as reader:
            lines = area_tree(reader)
        chosen = self._chosen()
        self.tree.blockSignals(True)
        self.tree.clear()
        items: dict[UUID, QTreeWidgetItem] = {}
        for line in lines:
            items[line.id] = self._item(items.get(line.parent) if line.parent else None, line)
            if line.id == chosen:
                self.tree.setCurrentItem(items[line.id])
        self.tree.expandAll()
        self.tree.blockSignals(False)
        self.edited.emit()

    def unsaved_texts(self) -> dict[str, Any]:
        """Return the names that are not added yet."""
        names = self.paste.toPlainText()
        return {NAMES: names} if names.strip() else {}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show the names that were not added yet."""
        self.paste.setPlainText(kept.get(NAMES, ""))

    def _item(self, above: QTreeWidgetItem | None, line: AreaLine) -> QTreeWidgetItem:
        texts = [line.name, line.code, str(line.people), "" if line.active else "已停用"]
        made = QTreeWidgetItem(texts)
        made.setData(0, Qt.ItemDataRole.UserRole, str(line.id))
        made.setData(1, Qt.ItemDataRole.UserRole, line.active)
        made.setFlags(made.flags() | Qt.ItemFlag.ItemIsEditable)
        if above is None:
            self.tree.addTopLevelItem(made)
        else:
            above.addChild(made)
        return made

    def _chosen(self) -> UUID | None:
        item = self.tree.currentItem()
        return None if item is None else UUID(item.data(0, Qt.ItemDataRole.UserRole))

    def _begin(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.tree.editItem(item, 0)

    def _renamed(self, item: QTreeWidgetItem, column: int) -> None:
        one = UUID(item.data(0, Qt.ItemDataRole.UserRole))
        if column == 0:
            self._do("网格改名", lambda writer: rename_area(writer, one, item.text(0)), "已改名")

    def _switch(self) -> None:
        item, one = self.tree.currentItem(), self._chosen()
        if item is None or one is None:
            return
        active = bool(item.data(1, Qt.ItemDataRole.UserRole))
        work = close_area if active else open_area
        self._do(
            "停用网格" if active else "启用网格", lambda writer: work(writer, one), "已停用" if active else "已启用"
        )

    def _add(self) -> None:
        names = [line.split("\t")[0].strip() for line in self.paste.toPlainText().splitlines() if line.strip()]
        above = self._chosen()
        self._do("添加网格", lambda writer: add_grids(writer, names, above), f"已添加 {len(names)} 个网格")
        self.paste.clear()

    def _do(self, reason: str, work: object, told: str) -> None:
        try:
            with self.store.write(reason) as writer:
                work(writer)  # type: ignore[operator]
        except OfficeError as trouble:
            told = f"{trouble.what}{trouble.remedy}"
        self.revert()
        self.told.emit(told)


class LookPart(Part):
    """外观: three sizes of type, put on at once."""

    heading = "外观（字号）"

    def __init__(self, store: Store, bus: Bus) -> None:
        """Offer the sizes."""
        super().__init__(store)
        self.say("点选后马上换。屏幕上的字，最小也不会小于说明文字的大小。")
        group = QButtonGroup(self)
        for base, name in zip(BASES, SIZES, strict=True):
            choice = QRadioButton(f"{name} {base}")
            choice.setAccessibleName(f"字号 {name}")
            choice.setChecked(base == base_now())
            choice.clicked.connect(partial(bus.dress.emit, base))
            group.addButton(choice)
            self.box.addWidget(choice)
        self.box.addWidget(label(SAMPLE, "section"))
        self.box.addWidget(label(SAMPLE))
        self.box.addWidget(label(SAMPLE, "caption"))
        self.box.addStretch(1)


class AboutPart(Part):
    """关于."""

    heading = "关于"

    def __init__(self, store: Store) -> None:
        """Say what this is and where things lie."""
        super().__init__(store)
        self.say("网格台账，社区网格办公室的离线台账。数据只在本机，加密存放；程序不联网，不上传任何资料。")
        licences = (ROOT / "NOTICES").read_text("utf-8") if (ROOT / "NOTICES").is_file() else "许可文件随安装包附上。"
        self.licences = QPlainTextEdit(licences)
        self.licences.setReadOnly(True)
        self.licences.setTabChangesFocus(True)
        self.licences.setAccessibleName("所用软件的许可")
        self.box.addWidget(label("所用软件的许可", "section"))
        self.box.addWidget(self.licences, 1)
        logs = data_folder() / "logs"
        opened = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(logs)))
        self.box.addWidget(
            bar(
                button("打开日志文件夹", opened),
                label("日志只记出错的位置，不含居民资料。", "hint"),
                None,
                margins=(0, 0, 0, 0),
                line=False,
            )
        )
