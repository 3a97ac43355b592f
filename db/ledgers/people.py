"""People with their contacts, dated tags and placements (practices P9, P10; GB/T 31000 field sets)."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, relationship

from db.ledgers.areas import Area, Dwelling
from db.ledgers.record import Record
from db.words.checks import Sex, check_id_number
from db.words.choice import Choice
from db.words.days import BirthPrecision
from db.words.field import L2, L3, AddressLine, Code, IdNumber, Note, PersonName, Phone, Title, field
from db.words.names import readings


class PersonStatus(Choice):
    """Where a person stands in the community (status of the placement)."""

    LIVING_HERE = "living_here", "在住", ("居住", "常住", "在册", "正常")
    MOVED_OUT = "moved_out", "迁出", ("搬走", "已迁出", "搬离")
    DECEASED = "deceased", "去世", ("死亡", "已故", "过世", "病故")
    AWAY = "away", "外出", ("外出务工", "不在家", "暂住外地")


class Living(Choice):
    """With whom a person lives."""

    ALONE = "alone", "独居", ("独自居住", "单独居住", "孤寡、独居", "一人居住")
    COUPLE_ONLY = "couple_only", "仅夫妻", ("空巢", "夫妻同住", "与配偶同住", "双老", "老两口")
    WITH_CHILDREN = "with_children", "与子女同住", ("子女同住", "与子女亲友共住", "和子女住")
    WITH_OTHERS = "with_others", "与他人同住", ("与亲友同住", "与保姆同住", "与孙辈同住")
    INSTITUTION = "institution", "机构", ("养老院", "养老机构", "敬老院", "机构养老")


class ResidenceSame(Choice):
    """人户一致标识 (GB/T 31000)."""

    SAME = "01", "一致", ("人户一致", "是")
    APART = "02", "不一致", ("人户分离", "人户不一致", "否")


class LanguageNeed(Choice):
    """In which language service is needed besides Chinese (Inner Mongolia intake form)."""

    MONGOLIAN = "mongolian", "涉及蒙语", ("蒙语", "蒙古语", "是", "需要蒙语")


class Removal(Choice):
    """Why somebody leaves a ledger of elders (DOMAIN 5.14 ledger_removal)."""

    DECEASED = "deceased", "去世", ("死亡", "已故")
    MOVED_OUT = "moved_out", "迁出", ("搬走", "户籍迁出")
    NO_LONGER_ELIGIBLE = "no_longer_eligible", "不再符合", ("不符合条件", "资格取消")


class Tag(Choice):
    """Tags that a rule names; an office adds its own as rows of the code set `tag`."""

    LIVES_ALONE = "lives_alone", "独居", ("独居老人", "孤寡", "孤寡老人")
    EMPTY_NEST = "empty_nest", "空巢", ("空巢老人",)
    LEFT_BEHIND = "left_behind", "留守", ("留守老人",)
    DISABLED_ABILITY = "disabled_ability", "失能", ("失能老人", "完全失能", "不能自理")
    SEMI_DISABLED = "semi_disabled", "半失能", ("半失能老人", "部分失能", "半自理")
    DEMENTIA = "dementia", "失智", ("失智老人", "认知障碍", "老年痴呆")
    SEVERE_DISABILITY = "severe_disability", "重残", ("重度残疾", "重残老人")
    FAMILY_PLANNING_SPECIAL = "family_planning_special", "计生特殊家庭", ("失独", "失独老人", "计生特扶", "计生")
    EXTREME_POVERTY = (
        "extreme_poverty",
        "特困",
        ("特困老人", "五保", "五保老人", "五保户", "特困人员", "特困供养", "特困供养人员", "分散供养特困"),
    )
    MINIMUM_LIVING = "minimum_living", "低保", ("低保老人", "低保户", "低保对象", "低保人员")
    ADVANCED_AGE = "advanced_age", "高龄", ("高龄老人",)
    DISABILITY = "disability", "残疾", ("残疾老人", "残疾人")
    NEW_EMPLOYMENT = "new_employment", "新就业群体", ("外卖小哥", "快递小哥")
    HARDSHIP = "hardship", "困难居民", ("困难老人", "生活困难")


class Person(Record):
    """Anyone the office knows by name (居民, 网格员, 当事人 ...). Age is always computed.

    area, dwelling, household, status and living are those of the current placement; only the writer sets them.
    """

    __tablename__ = "people"
    label = "人员"
    scope = "area_id"

    name: Mapped[PersonName] = field(
        "姓名",
        aliases=("老人姓名", "居民姓名", "户主姓名", "当事人姓名", "诉求人姓名", "成员姓名", "网格员姓名", "名字"),
        search=True,
    )
    former_name: Mapped[PersonName | None] = field("曾用名")
    pinyin: Mapped[str] = field("拼音", width=10, default="", index=True)
    id_type: Mapped[Code | None] = field("证件类型", width=6, aliases=("证件种类",), codes="id_type")
    id_number: Mapped[IdNumber | None] = field(
        "身份证号",
        width=10,
        aliases=(
            "身份证号码", "公民身份号码", "公民身份证号", "身份号码", "证件号码", "证件号", "居民身份证", "身份证",
            "居民身份证号", "居民身份证号码", "当事人证件号", "主要当事人证件号码",
        ),
        privacy=L3,
        wanted=True,
        search=True,
        index=True,
    )  # fmt: skip
    sex: Mapped[Sex | None] = field("性别", width=3, aliases=("主要当事人性别",), wanted=True)
    birth_date: Mapped[date | None] = field(
        "出生日期", width=6, aliases=("出生年月", "出生年月日", "生日", "出生时间"), privacy=L2, wanted=True, index=True
    )
    birth_is_lunar: Mapped[bool] = field("农历生日", width=4, default=False)
    birth_precision: Mapped[BirthPrecision] = field("生日精确到", width=4, default=BirthPrecision.DAY)
    ethnic: Mapped[Code | None] = field("民族", width=4, codes="ethnic")
    political: Mapped[Code | None] = field("政治面貌", width=6, codes="political")
    education: Mapped[Code | None] = field("文化程度", width=6, aliases=("学历", "受教育程度"), codes="education")
    marital: Mapped[Code | None] = field("婚姻状况", width=4, aliases=("婚姻",), codes="marital")
    native_place: Mapped[Title | None] = field("籍贯", width=6)
    occupation: Mapped[Title | None] = field("职业", width=6, aliases=("职业或职务",))
    occupation_kind: Mapped[Title | None] = field("职业类别", width=6)
    workplace: Mapped[str | None] = field("服务处所", width=10, aliases=("工作单位", "单位"))
    phone: Mapped[Phone | None] = field(
        "联系电话", width=8,
        aliases=("联系方式", "电话", "手机", "手机号", "手机号码", "电话号码", "联系号码", "本人电话"),
        privacy=L2, wanted=True, search=True,
    )  # fmt: skip
    phone2: Mapped[Phone | None] = field(
        "备用电话", width=8, aliases=("住宅电话", "固定电话", "固话", "座机", "宅电"), privacy=L2, search=True
    )
    hukou_area: Mapped[Code | None] = field("户籍地", width=6, aliases=("户籍地区划",))
    hukou_address: Mapped[AddressLine | None] = field(
        "户籍地址", width=16, privacy=L2,
        aliases=("户籍地详址", "户籍门（楼）详址", "户籍详址", "户籍所在地", "户口所在地"),
    )  # fmt: skip
    residence_same: Mapped[ResidenceSame | None] = field("人户一致", width=5, aliases=("人户一致标识",))
    head_relation: Mapped[Code | None] = field("与户主关系", width=6, aliases=("家庭关系",), codes="kinship")
    language_need: Mapped[LanguageNeed | None] = field("语言需要", width=5, aliases=("涉及蒙语", "蒙语服务"))
    health: Mapped[Note | None] = field(
        "健康状况", width=10, privacy=L3, aliases=("身体状况", "健康情况", "身体概述", "患病情况")
    )
    income: Mapped[Title | None] = field(
        "经济来源", width=8, privacy=L3, aliases=("经济条件", "个人年收入", "生活来源")
    )
    family_income: Mapped[Title | None] = field("家庭年收入", width=6, privacy=L3, aliases=("家庭收入",))
    left_behind_kind: Mapped[Code | None] = field(
        "留守人员类型", width=5, privacy=L3, aliases=("留守类型",), codes="left_behind_kind"
    )
    inflow_reason: Mapped[Code | None] = field("流入原因", width=6, codes="inflow_reason")
    housing_kind: Mapped[Code | None] = field("住所类型", width=6, codes="housing_kind")
    permit_kind: Mapped[Code | None] = field("办证类型", width=6, codes="permit_kind")
    permit_number: Mapped[Title | None] = field("居住证号", width=8, privacy=L2, aliases=("暂住证号", "办证号码"))
    permit_until: Mapped[date | None] = field("证件到期日期", width=6, aliases=("居住证到期日期",))
    attention: Mapped[Code | None] = field(
        "关注程度", width=5, privacy=L3, aliases=("是否重点关注",), codes="attention_level"
    )
    religion: Mapped[Code | None] = field("宗教信仰", width=6, privacy=L3, codes="religion")
    composition: Mapped[Title | None] = field("人员成分", width=6)
    hardship: Mapped[Note | None] = field("困难及诉求", width=12, privacy=L3)
    support: Mapped[Note | None] = field("帮扶情况", width=12, privacy=L3, aliases=("帮扶措施",))
    service_book: Mapped[Code | None] = field("服务册编号", width=6, aliases=("服务册号", "一人一册编号"))
    note: Mapped[Note | None] = field("备注", width=12, aliases=("说明",))
    area_id: Mapped[UUID | None] = field("网格", to=ForeignKey("areas.id"), index=True)
    dwelling_id: Mapped[UUID | None] = field("住房", to=ForeignKey("dwellings.id"), index=True)
    household_no: Mapped[Title | None] = field("户号", width=6, aliases=("户编号", "家庭编号"))
    status: Mapped[PersonStatus] = field("状态", width=4, default=PersonStatus.LIVING_HERE)
    living: Mapped[Living | None] = field("居住状况", width=6)

    area: Mapped[Area | None] = relationship(lazy="raise", viewonly=True)
    dwelling: Mapped[Dwelling | None] = relationship(lazy="raise", viewonly=True)
    contacts: Mapped[list["Contact"]] = relationship(
        lazy="raise", viewonly=True, primaryjoin="Person.id == foreign(Contact.person_id)"
    )
    tags: Mapped[list["PersonTag"]] = relationship(lazy="raise", viewonly=True)
    placements: Mapped[list["Placement"]] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (
        Index("ix_people_status_birth", "status", "birth_date", "removed_at", "pinyin", "id", "area_id", "dwelling_id"),
        Index("ix_people_by_id", "id", "status", "birth_date", "removed_at", "pinyin"),
        Index("ix_people_created_at", "created_at", "removed_at"),
        Index("ix_people_name", "name", "status", "removed_at"),
    )

    @classmethod
    def complete(cls, values: dict[str, Any]) -> None:
        """Fill the pinyin, and sex and birth date where a sound identity number tells them."""
        if not values.get("pinyin"):
            values["pinyin"] = " ".join(readings(values.get("name") or "")[0])
        if not values.get("id_number") or values.get("id_type") not in (None, "111"):
            return
        told = check_id_number(values["id_number"], date.max)
        if told.problem is None:
            values["sex"] = values.get("sex") or told.sex
            values["birth_date"] = values.get("birth_date") or told.birth


class Placement(Record):
    """Where and how a person lives, from day to day (dated); one current row per person."""

    __tablename__ = "placements"
    label = "居住情况"
    scope = "person.area_id"
    dated = True

    person_id: Mapped[UUID] = field("人员", to=ForeignKey("people.id"))
    area_id: Mapped[UUID | None] = field("网格", to=ForeignKey("areas.id"), index=True)
    dwelling_id: Mapped[UUID | None] = field("住房", to=ForeignKey("dwellings.id"), index=True)
    household_no: Mapped[Title | None] = field("户号", width=6)
    status: Mapped[PersonStatus] = field("状态", width=4, default=PersonStatus.LIVING_HERE)
    living: Mapped[Living | None] = field("居住状况", width=6, aliases=("居住情况", "居住方式", "居住"), wanted=True)
    since: Mapped[date | None] = field("起", width=6, aliases=("入住日期", "登记日期"))
    until: Mapped[date | None] = field("止", width=6)
    reason: Mapped[Title | None] = field("原因", width=8)

    person: Mapped[Person] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (Index("ix_placements_current", "person_id", "until", "since", "removed_at", "status"),)


class Contact(Record):
    """A relative, supporter or neighbour to call; several per person (赡养人, 监护人)."""

    __tablename__ = "contacts"
    label = "联系人"
    scope = "person.area_id"

    person_id: Mapped[UUID] = field("人员", to=ForeignKey("people.id"), index=True)
    name: Mapped[PersonName] = field("联系人姓名", aliases=("联系人", "紧急联系人", "家属姓名", "监护人", "监护人姓名"))
    kinship: Mapped[Code | None] = field(
        "与本人关系", width=5, aliases=("联系关系", "关系", "与老人关系"), codes="kinship"
    )
    phone: Mapped[Phone | None] = field(
        "联系人电话", width=8, privacy=L2, aliases=("紧急联系电话", "家属电话", "监护人电话", "紧急联系人电话")
    )
    city: Mapped[Title | None] = field("所在城市", width=6, aliases=("现居城市", "居住城市"))
    work_address: Mapped[AddressLine | None] = field(
        "工作详细地址", width=12, privacy=L2, aliases=("联系人单位", "联系人工作单位")
    )
    relative_number: Mapped[IdNumber | None] = field(
        "联系人身份证号", width=10, privacy=L3, aliases=("家庭主要成员身份号码", "监护人身份证号")
    )
    health: Mapped[Note | None] = field("联系人健康状况", width=8, privacy=L3, aliases=("家庭主要成员健康状况",))
    is_guardian: Mapped[bool] = field("监护人", width=4, default=False)
    is_emergency: Mapped[bool] = field("紧急联系人", width=5, default=False)
    linked_person_id: Mapped[UUID | None] = field("对应人员", to=ForeignKey("people.id"), index=True)
    note: Mapped[Note | None] = field("备注", width=10)

    person: Mapped[Person] = relationship(lazy="raise", viewonly=True, foreign_keys="Contact.person_id")


class PersonTag(Record):
    """A tag of a person, dated, with its source: tags overlap, past counts are computed from them."""

    __tablename__ = "tags"
    label = "人员类别"
    scope = "person.area_id"
    dated = True

    person_id: Mapped[UUID] = field("人员", to=ForeignKey("people.id"))
    tag: Mapped[Code] = field(
        "人员类别", width=6, privacy=L3, codes="tag",
        aliases=("老人类型", "人员类型", "类别", "特殊人群", "重点人群类别", "老人类别", "人群类别"),
    )  # fmt: skip
    level: Mapped[Title | None] = field("等级", width=4, privacy=L3, aliases=("残疾等级", "低保类型"))
    score: Mapped[int | None] = field("评分", width=4, privacy=L3)
    since: Mapped[date | None] = field("起", width=6)
    until: Mapped[date | None] = field("止", width=6)
    reason: Mapped[Removal | None] = field("终止原因", width=5, aliases=("移出原因", "退出原因"))
    source: Mapped[Title | None] = field("来源", width=8)
    verified_by: Mapped[Title | None] = field("核实人", width=6)

    person: Mapped[Person] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (
        Index("ix_tags_tag_until", "tag", "until", "person_id"),
        Index("ix_tags_person", "person_id", "tag", "since", "until", "removed_at"),
    )

    @classmethod
    def title(cls, values: Mapping[str, Any]) -> str:
        """Name a tag by its code."""
        return str(values.get("tag") or cls.label)
