"""Teams and memberships: the 1+1+3 of a grid, branches, volunteers (practices P1–P7)."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, relationship

from db.ledgers.areas import Area
from db.ledgers.people import Person
from db.ledgers.record import Record
from db.words.choice import Choice
from db.words.field import Note, Title, field


class TeamKind(Choice):
    """Kinds of team (DOMAIN 5.14)."""

    PARTY_COMMITTEE = "party_committee", "党委"
    BRANCH = "branch", "党支部", ("支部", "网格党支部")
    VOLUNTEER = "volunteer", "志愿队", ("志愿服务队",)
    ERRAND_TEAM = "errand_team", "帮办代办队"
    MEDIATION_COMMITTEE = "mediation_committee", "调委会", ("人民调解委员会",)
    SHOCK_TEAM = "shock_team", "突击队"
    PARTNER_UNIT = "partner_unit", "驻区/包联单位", ("驻区单位", "包联单位")
    TALENT_POOL = "talent_pool", "人才库"
    RESIDENT_GROUP = "resident_group", "居民网格群"


class Role(Choice):
    """What somebody is in a grid or a team."""

    GRID_LEADER = "grid_leader", "网格长", ("常务网格长",)
    DEPUTY_LEADER = "deputy_leader", "副网格长"
    GRID_WORKER = "grid_worker", "网格员", ("专职", "兼职", "专职网格员", "兼职网格员", "社区网格员")
    CADRE = "cadre", "包网格干部", ("包联干部", "包联领导", "包片干部")
    BUILDING_HEAD = "building_head", "楼栋长", ("楼长", "单元长", "中心户长")
    SECRETARY = "secretary", "书记", ("支部书记", "副书记")
    TEAM_LEADER = "team_leader", "队长", ("团长", "组长")
    MEDIATOR = "mediator", "调解员"
    PROSECUTOR = "prosecutor", "检察官"
    VOLUNTEER = "volunteer", "志愿者"
    MEMBER = "member", "成员"


class FiveSocieties(Choice):
    """五社联动: which of the five kinds a helper belongs to."""

    COMMUNITY = "community", "社区"
    SOCIAL_WORKER = "social_worker", "社工"
    VOLUNTEER = "volunteer", "志愿者"
    SOCIAL_ORGANISATION = "social_organisation", "社会组织"
    CHARITY_RESOURCE = "charity_resource", "社会慈善资源"


class Team(Record):
    """A team or organisation, possibly below another."""

    __tablename__ = "teams"
    label = "队伍"
    scope = "area_id"

    name: Mapped[Title] = field("队伍名称", width=12, aliases=("组织名称",), search=True)
    kind: Mapped[TeamKind] = field("队伍类型", width=6)
    parent_id: Mapped[UUID | None] = field("上级队伍", to=ForeignKey("teams.id"), index=True)
    area_id: Mapped[UUID | None] = field("所属区域", to=ForeignKey("areas.id"), index=True)
    brand: Mapped[Title | None] = field("品牌", width=8)
    founded: Mapped[date | None] = field("成立日期", width=6)
    dissolved: Mapped[date | None] = field("撤销日期", width=6)
    note: Mapped[Note | None] = field("备注", width=10)


class Membership(Record):
    """Who serves where in which role, dated: the roster's history."""

    __tablename__ = "memberships"
    label = "任职"
    scope = "area_id"
    dated = True

    person_id: Mapped[UUID] = field("人员", to=ForeignKey("people.id"), index=True)
    team_id: Mapped[UUID | None] = field("队伍", to=ForeignKey("teams.id"), index=True)
    area_id: Mapped[UUID | None] = field("所属区域", to=ForeignKey("areas.id"), index=True)
    role: Mapped[Role] = field("职务", width=6, aliases=("角色", "岗位", "职务(网格长/专职/兼职)", "担任职务"))
    full_time: Mapped[bool | None] = field("专职", width=4)
    skills: Mapped[Note | None] = field("特长", width=8)
    free_times: Mapped[Title | None] = field("空闲时间", width=8, aliases=("可服务时间", "服务时段"))
    resting: Mapped[bool | None] = field("暂停服务", width=4)
    society: Mapped[FiveSocieties | None] = field("五社类别", width=6)
    since: Mapped[date | None] = field("上岗时间", width=6, aliases=("任职时间", "上岗日期", "起"))
    until: Mapped[date | None] = field("离岗时间", width=6, aliases=("止",))

    person: Mapped[Person] = relationship(lazy="raise", viewonly=True)
    area: Mapped[Area | None] = relationship(lazy="raise", viewonly=True)
    team: Mapped[Team | None] = relationship(lazy="raise", viewonly=True)
