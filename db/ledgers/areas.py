"""Areas and dwellings: the tree 社区 → 网格 → 微网格 and the doors in it (practices P1, P9, P10)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped

from db.ledgers.record import Record
from db.words.addresses import door_key, door_text, take_apart
from db.words.choice import Choice
from db.words.field import L2, AddressLine, Code, Note, Title, field


class AreaLevel(Choice):
    """Levels of the tree; every grid's parent is a community."""

    LEAGUE = "league", "盟", ("盟市",)
    CITY = "city", "市"
    DISTRICT = "district", "旗县区", ("区", "旗", "县")
    STREET = "street", "街道", ("镇", "乡", "苏木", "街道办")
    COMMUNITY = "community", "社区", ("嘎查", "村", "居委会", "村委会")
    GRID = "grid", "网格"
    MICRO_GRID = "micro_grid", "微网格", ("楼栋", "单元")


class Area(Record):
    """A place of the tree. `code` is text, unique; a grid's default is the community's 12 digits + 3."""

    __tablename__ = "areas"
    label = "区域"
    scope = "id"

    parent_id: Mapped[UUID | None] = field("上级区域", to=ForeignKey("areas.id"), index=True)
    level: Mapped[AreaLevel] = field("层级", width=5, aliases=("区域层级",))
    code: Mapped[Code] = field("区域编码", width=10, aliases=("网格编号", "网格编码", "编码", "区划代码"), unique=True)
    name: Mapped[Title] = field("区域名称", aliases=("网格名称", "网格", "名称"), search=True)
    scope_text: Mapped[Note | None] = field("网格范围", width=16, aliases=("范围", "四至范围", "管辖范围"))
    households: Mapped[int | None] = field("户数", width=4, aliases=("总户数",))
    population: Mapped[int | None] = field("人口", width=4, aliases=("居民总数", "人口数", "总人数"))
    estate: Mapped[Title | None] = field("小区名称", width=8, aliases=("所在小区",))
    floor_area: Mapped[int | None] = field("建筑面积", width=5, aliases=("建筑面积（平方米）", "建筑面积(平方米)"))
    floors: Mapped[int | None] = field("层数", width=3, aliases=("楼层数",))
    units: Mapped[int | None] = field("单元数", width=3)
    sort: Mapped[int] = field("排序", width=4, default=0)
    active: Mapped[bool] = field("启用", width=4, default=True)


class Dwelling(Record):
    """One door. Parts follow from the address as written; `door_key` sorts doors in walking order."""

    __tablename__ = "dwellings"
    label = "住房"
    scope = "area_id"

    area_id: Mapped[UUID | None] = field("所属区域", to=ForeignKey("areas.id"), index=True)
    full_address: Mapped[AddressLine] = field(
        "住址", width=16, aliases=("地址", "详细地址"), privacy=L2, search=True, index=True
    )
    estate: Mapped[Title | None] = field("小区", width=8, aliases=("小区名称", "村", "院落"))
    building: Mapped[Title | None] = field("楼栋", width=4, aliases=("楼号", "栋"))
    unit: Mapped[Title | None] = field("单元", width=4, aliases=("单元号", "门"))
    floor: Mapped[Title | None] = field("楼层", width=3)
    room: Mapped[Title | None] = field("房号", width=5, aliases=("室号", "门牌", "房间号"))
    use: Mapped[Title | None] = field("用途", width=5, aliases=("房屋用途",))
    hazard_note: Mapped[Note | None] = field("隐患说明", width=12)
    door_key: Mapped[str] = field("门序", width=8, default="")
    door: Mapped[Title | None] = field("门号", width=8, privacy=L2)

    __table_args__ = (Index("ix_dwellings_area_door", "area_id", "door_key"),)

    @classmethod
    def complete(cls, values: dict[str, Any]) -> None:
        """Take the address apart where the parts were not typed."""
        address = take_apart(values.get("full_address") or "")
        parts = {
            "estate": address.estate or address.village,
            "building": address.building,
            "unit": address.unit,
            "floor": address.floor,
            "room": address.room or address.house,
        }
        for key, part in parts.items():
            if not values.get(key):
                values[key] = part or None
        values["door_key"] = door_key(address)
        values["door"] = door_text(address) or None

    @classmethod
    def title(cls, values: Mapping[str, Any]) -> str:
        """Name a dwelling by its address."""
        return str(values.get("full_address") or cls.label)
