"""One file per ledger: models that are also the catalogue.

Add a ledger = one file + its line in LEDGERS + one migration; it then has list, form, search, import, export, blank
sheet, roster, audit and undo.
"""

from collections.abc import Mapping

from db.ledgers.accounts import Account
from db.ledgers.activities import Activity, Attendee
from db.ledgers.allowances import Allowance
from db.ledgers.areas import Area, Dwelling
from db.ledgers.attachments import Attachment
from db.ledgers.care import AllowanceRate, CarePlan, CycleRule, VisitRule
from db.ledgers.codes import CodeItem
from db.ledgers.documents import Document, DocumentPerson
from db.ledgers.happenings import Absence, AbsenceRule, EventRule, GroupRule, LifeEvent, MethodRule
from db.ledgers.matter_rules import MatterRule, NumberBlock, NumberVoid, PaperRule, YearFigure
from db.ledgers.matters import Matter
from db.ledgers.mediation import Mediation
from db.ledgers.office import HeadMatch, ImportBatch, Office
from db.ledgers.parties import Evidence, Hearing, Instalment, MatterParty, MatterStep
from db.ledgers.people import Contact, Person, PersonTag, Placement
from db.ledgers.record import Record
from db.ledgers.services import Finding, ServiceDoer, ServiceLog
from db.ledgers.teams import Membership, Team

LEDGERS: Mapping[str, type[Record]] = {
    ledger.__tablename__: ledger
    for ledger in (
        Area,
        Dwelling,
        Person,
        Contact,
        PersonTag,
        Placement,
        CarePlan,
        Team,
        Membership,
        ServiceLog,
        ServiceDoer,
        Finding,
        CodeItem,
        VisitRule,
        CycleRule,
        AllowanceRate,
        Allowance,
        Absence,
        LifeEvent,
        EventRule,
        AbsenceRule,
        MethodRule,
        GroupRule,
        Office,
        ImportBatch,
        HeadMatch,
        Account,
        Document,
        DocumentPerson,
        Activity,
        Attendee,
        Matter,
        MatterParty,
        MatterStep,
        Hearing,
        Evidence,
        Instalment,
        Mediation,
        Attachment,
        MatterRule,
        PaperRule,
        NumberBlock,
        NumberVoid,
        YearFigure,
    )
}
