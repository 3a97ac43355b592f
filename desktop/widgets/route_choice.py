"""How a route is walked: in which order, shared among whom within how many minutes, and for which calling round."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from db.ledgers.services import Campaign
from db.work.routes import OFFERED, Walk, Way, read_workers
from desktop.widgets.editors import CodeCombo
from desktop.widgets.parts import index_of, shelve

HINT = "王芳 90、李建军 60 低层"
TIP = "写谁去走、各走几分钟，如：王芳 90、李建军 60 低层。不写分钟的平均分；“低层”只走一、二楼。留空则每个网格一张单。"


class RouteChoice(QWidget):
    """The fields, which the page that shows them lays out. changed(): something was chosen otherwise."""

    changed = Signal()

    def __init__(self) -> None:
        """Begin in door order, a sheet for each grid."""
        super().__init__()
        self.walk, self.workers, self.campaign = CodeCombo(), QLineEdit(), CodeCombo()
        self.campaign.setAccessibleName("专项走访")
        self.campaign.addItem("无", None)
        for campaign in Campaign:
            self.campaign.addItem(campaign.label, campaign)
        self.walk.setAccessibleName("走法")
        for walk in OFFERED:
            self.walk.addItem(walk.label, walk)
        self.workers.setAccessibleName("分给谁走、各几分钟")
        self.workers.setPlaceholderText(HINT)
        self.workers.setToolTip(TIP)
        for combo in (self.walk, self.campaign):
            combo.activated.connect(lambda _: self.changed.emit())
        self.workers.textEdited.connect(lambda _: self.changed.emit())
        shelve(self, self.walk, self.workers, self.campaign)
        self.hide()

    def way(self) -> Way:
        """Return what is chosen."""
        workers = read_workers(self.workers.text())
        return Way(self.walk.currentData() or Walk.DOORS, workers, self.campaign.currentData())

    def show_way(self, way: Way) -> None:
        """Show what another page chose."""
        self.walk.setCurrentIndex(max(index_of(self.walk, way.walk), 0))
        self.campaign.setCurrentIndex(max(index_of(self.campaign, way.campaign), 0))
        named = (f"{one.name} {one.minutes or ''}{' 低层' if one.low_floors else ''}".strip() for one in way.workers)
        self.workers.setText("、".join(named))
