"""A viewer with a scope: neither rows nor counts nor numbers of another grid by any form of question (TRUST §5.3)."""

import shutil
from datetime import date

import pytest
from sqlalchemy import Table, alias, exists, func, select, text, union_all
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import aliased

from db.clock import Clock
from db.ledgers.accounts import Account
from db.ledgers.areas import Area, AreaLevel, Dwelling
from db.ledgers.codes import CodeItem
from db.ledgers.office import ImportBatch, Office
from db.ledgers.people import Contact, Person, PersonTag, Placement
from db.ledgers.services import Finding, ServiceLog
from db.store.audit import CHANGES, TRANSACTIONS
from db.store.policy import Viewer
from db.store.search import SEARCH_KEYS
from db.store.store import Store

HIDDEN, SEEN = "钱桂芳", "王秀英"
NUMBERS = ("150102194001050042", "150102194001050069")


@pytest.fixture(scope="module")
def split(founded, tmp_path_factory, password):
    """An office with two grids, a micro-grid below the first, and one person with everything in each."""
    folder = tmp_path_factory.mktemp("split") / "office"
    shutil.copytree(founded[0], folder)
    office = Store.open(folder, password, Clock(date(2026, 11, 24)))
    yield laid_out(office)
    office.engine.dispose()


def laid_out(office):
    """Write both grids; return office, first grid, and who is seen and hidden."""
    with office.write("两个网格") as writer:
        home = writer.reader.rows(select(Area.id))[0][0]
        one = writer.add(Area, {"level": AreaLevel.GRID, "code": "A", "name": "第一网格", "parent_id": home})
        below = writer.add(Area, {"level": AreaLevel.MICRO_GRID, "code": "A1", "name": "一号楼", "parent_id": one})
        two = writer.add(Area, {"level": AreaLevel.GRID, "code": "B", "name": "第二网格", "parent_id": home})
        people = [
            settle(writer, below, SEEN, (NUMBERS[0], "13804710001")),
            settle(writer, two, HIDDEN, (NUMBERS[1], "13804710002")),
        ]
        writer.add(Person, {"name": "无处"})
    return office, one, people


def settle(writer, area, name, numbers):
    door = writer.add(Dwelling, {"area_id": area, "full_address": "3号楼2单元501"})
    about = {"area_id": area, "dwelling_id": door}
    person = writer.add(Person, {"name": name, "id_number": numbers[0], "phone": numbers[1], **about})
    writer.add(Placement, {"person_id": person, **about})
    writer.add(PersonTag, {"person_id": person, "tag": "lives_alone", "source": name})
    writer.add(Contact, {"person_id": person, "name": f"{name}之子", "phone": numbers[1]})
    service = writer.add(ServiceLog, {"at": writer.clock.now(), "person_id": person, "area_id": area, "content": name})
    writer.add(Finding, {"service_id": service, "item": "health", "answer": name})
    return person


@pytest.fixture(scope="module")
def clerk(split):
    """The member of the first grid."""
    return Viewer("网格员", scope=frozenset([split[1]]))


OTHER = aliased(Person)
people: Table = Person.__table__
numbered = select(people.c.name.label("n"), people.c.area_id).subquery()
named = select(Person.name).cte("named")
forged = text("with people as (select * from main.people) select name from people")
FORMS = {
    "columns": select(Person.name),
    "core table": select(people),
    "entity": select(Person),
    "count": select(func.count()).select_from(Person),
    "aliased": select(OTHER.name),
    "core alias": select(alias(people, "x")),
    "subquery": select(numbered.c.n),
    "cte": select(named.c.name),
    "union": union_all(select(Person.name), select(Contact.name)),
    "exists": select(Area.name).where(exists().where(Person.area_id == Area.id, Person.name == HIDDEN)),
    "scalar subquery": select(select(func.max(Person.name)).scalar_subquery()),
    "join": select(Contact.name, Person.name).join(Person, Person.id == Contact.person_id),
    "outer join": select(Placement.id, Person.name).outerjoin(Person, Person.id == Placement.person_id),
    "child by its parent": select(PersonTag.source),
    "contacts": select(Contact.name),
    "services": select(ServiceLog.content),
    "grandchild": select(Finding.answer),
    "dwellings": select(Dwelling.area_id),
    "areas": select(Area.name),
    "group": select(Person.name, func.count()).group_by(Person.name),
    "window": select(func.row_number().over(order_by=Person.name), Person.name),
    "search keys": select(SEARCH_KEYS.c.record_id),
    "text": text("select name from people"),
    "text join": text("select c.name from contacts c left join people p on p.id = c.person_id"),
    "index alone": text("select k.record_id from search_keys k where k.key in (select rowid from fts_tokens)"),
    "number probe": select(Person.name).where(Person.id_number == NUMBERS[1]),
    "length probe": select(func.length(Person.id_number)),
    "like probe": select(Person.name).where(Person.id_number.like("%94001050042")),
}


def leaks(reader, statement, hidden):
    """Say whether an answer tells of the hidden person or shows a whole number."""
    rows = reader._session.execute(statement).all()
    told = "".join(str([vars(one) if hasattr(one, "__dict__") else one for one in row]) for row in rows)
    secret = (HIDDEN, *NUMBERS, str(hidden), hidden.hex, "第二网格")
    too_many = statement is FORMS["count"] and rows[0][0] != 1
    return too_many or any(word in told for word in secret)


@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_question_tells_of_another_grid(split, clerk, form):
    office, _, (_, hidden) = split
    with office.read(clerk) as reader:
        assert not leaks(reader, FORMS[form], hidden)


@pytest.mark.parametrize(
    "form", ["columns", "core table", "entity", "count", "text", "grandchild", "search keys", "like probe"]
)
def test_control_the_open_connection_tells_all_of_it(split, form):
    office, _, (_, hidden) = split
    with office.read() as reader:
        found = reader._session.execute(FORMS[form]).all()
        assert leaks(reader, FORMS[form], hidden) or (form == "like probe" and found)


@pytest.mark.parametrize(
    "statement",
    ["select name from main.people", "with people as (select * from main.people) select * from people",
     "select * from temp.people, main.people", "select * from audit_change", "select * from accounts",
     "select sql from sqlite_temp_master", "select * from sqlite_master", "pragma query_only=0",
     "attach ':memory:' as x",
     "delete from people", "update people set name = 'x'", "drop view people", "create temp table x (a)",
     "insert into areas (id) values ('x')", "pragma writable_schema=1", "select load_extension('x')", "vacuum",
     "with recursive r(x) as (select 1 union all select x + 1 from r) select * from r"],
)  # fmt: skip
def test_whatever_goes_around_the_views_is_refused(split, clerk, statement):
    with split[0].read(clerk) as reader, pytest.raises(DBAPIError):
        reader._session.execute(text(statement)).all()


def test_control_a_common_table_of_the_same_name_gets_around_a_plain_view(split, clerk, monkeypatch):
    from db.store import policy

    whole = policy._authorizer

    def by_outer_name(own):
        allow = whole(own)
        return lambda action, first, second, place, view: (
            0 if view == first else allow(action, first, second, place, view)
        )

    monkeypatch.setattr(policy, "_authorizer", by_outer_name)
    with split[0].read(clerk) as reader:
        assert len(reader._session.execute(forged).all()) == 3


def test_a_scoped_viewer_reads_what_lies_below_with_masks_and_finds_it(split, clerk):
    office, _, (person, hidden) = split
    with office.read(clerk) as reader:
        assert reader.rows(select(Person.name, Person.id_number, Person.phone)) == [
            (SEEN, "150102********0042", "138****0001")
        ]
        assert [found.id for found in reader.find("0042")] == [person]
        assert reader.find(HIDDEN) == reader.find("qgf") == []
        assert reader.get(Person, hidden) is None
        assert reader.get(Person, person).name == SEEN
        assert {label for _, label, _, _ in reader.codes("area").items} == {"第一网格", "一号楼"}
        assert reader.rows(select(Office.name)) == [("丁香社区",)]
        assert reader.rows(select(func.count()).select_from(CodeItem))[0][0] > 100
    with office.read(clerk.unmasked("入户走访")) as reader:
        assert reader.rows(select(Person.id_number)) == [(NUMBERS[0],)]


def test_the_open_office_goes_on_writing_while_a_scoped_viewer_reads(office):
    _, grid, _ = laid_out(office)
    clerk = Viewer("网格员", scope=frozenset([grid]))
    with office.read(clerk) as reader:
        assert len(reader.rows(select(Person.id))) == 1
        with office.write("登记") as writer:
            writer.add(Person, {"name": "孙淑珍"})
        assert len(reader.rows(select(Person.id))) == 1


@pytest.mark.parametrize("closed", [Account.login, ImportBatch.file, TRANSACTIONS.c.reason, CHANGES.c.after])
def test_what_belongs_to_the_office_alone_is_closed(split, clerk, closed):
    with split[0].read(clerk) as reader, pytest.raises(DBAPIError):
        reader.rows(select(closed))


def test_two_offices_that_differ_in_hidden_rows_only_answer_alike(office):
    _, grid, (_, hidden) = laid_out(office)
    clerk = Viewer("网格员", scope=frozenset([grid]))

    def answers():
        with office.read(clerk) as reader:
            return [
                str([row[:] for row in reader._session.execute(FORMS[form]).all()])
                for form in FORMS
                if form != "entity"
            ]

    before = answers()
    with office.write("别的网格里的事") as writer:
        writer.change(Person, hidden, {"name": "李桂芳", "note": "x"})
        writer.add(PersonTag, {"person_id": hidden, "tag": "dementia"})
        area = writer.reader.scalar(select(Person.area_id).where(Person.id == hidden))
        writer.add_many(Person, [{"name": SEEN, "area_id": area}] * 3)
    assert answers() == before
