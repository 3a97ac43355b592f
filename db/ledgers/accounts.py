"""Accounts: who may open the office. Passwords live in key slots (db/store/vault.py), never in a table."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped

from db.ledgers.record import Record
from db.words.choice import Choice
from db.words.field import Title, field


class AccountRole(Choice):
    """Roles of TRUST.md §5.2."""

    ADMIN = "admin", "系统管理员"
    LEADER = "leader", "负责人", ("书记", "主任")
    GRID_WORKER = "grid_worker", "网格员"
    MEDIATOR = "mediator", "调解员"
    CLERK = "clerk", "录入员"
    SUPERVISOR = "supervisor", "督查"
    AUDITOR = "auditor", "审计员"


class Account(Record):
    """One user; `login` names the key slot."""

    __tablename__ = "accounts"
    label = "账户"

    login: Mapped[Title] = field("登录名", width=6, unique=True)
    name: Mapped[Title] = field("姓名", width=6)
    role: Mapped[AccountRole] = field("角色", width=6)
    area_id: Mapped[UUID | None] = field("负责区域", to=ForeignKey("areas.id"), index=True)
    active: Mapped[bool] = field("启用", width=4, default=True)
