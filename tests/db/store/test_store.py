"""Opening, founding and checking an office; each obstacle has its own words (F8, P2)."""

import pytest
from sqlalchemy import select, update

from db.clock import Clock
from db.ledgers.accounts import Account
from db.ledgers.office import Office
from db.ledgers.people import Person
from db.store import engine, health, store
from db.store.audit import TRANSACTIONS
from db.store.engine import make_engine, settle_log, trouble_of
from db.store.store import Founding, Store
from db.store.vault import Cost
from db.trouble import OfficeError, Refused, StoreTrouble

CHEAP = Cost(1, 64, 1)
FOUNDING = Founding("丁香社区", "150102402001")


@pytest.mark.slow
def test_a_founding_that_fails_leaves_nothing(tmp_path, monkeypatch, password):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.vault, "save", full)
    with pytest.raises(StoreTrouble, match="没有建成：磁盘已满"):
        Store.create(tmp_path / "new", password, FOUNDING, Clock(), CHEAP)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "empty").mkdir()
    with pytest.raises(StoreTrouble, match="没有建成：磁盘已满"):
        Store.create(tmp_path / "empty", password, FOUNDING, Clock(), CHEAP)
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_folder_in_use_and_a_weak_password_are_refused(tmp_path, password):
    (tmp_path / "x").write_text("x")
    for folder, secret, said in (
        (tmp_path, password, "不是空文件夹"),
        (tmp_path / "new", "短", "至少要"),
        (tmp_path / "x", password, "空文件夹"),
    ):
        with pytest.raises(Refused, match=said):
            Store.create(folder, secret, FOUNDING, Clock(), CHEAP)
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_closed_account_does_not_open(office, password):
    with office.engine.begin() as connection:
        connection.execute(update(Account).values(active=False))
    with pytest.raises(StoreTrouble, match="停用"):
        Store.open(office.folder, password, Clock())


def test_every_connection_is_wal_full_and_checks_references(office):
    for _ in range(3):
        with office.engine.connect() as connection:
            told = [
                connection.exec_driver_sql(f"pragma {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "cache_size")
            ]
            connection.invalidate()
        assert told == ["wal", 2, 1, -64000]


def test_two_writers_wait_for_each_other_and_a_third_is_told(office, password, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.2)
    other = Store.open(office.folder, password, Clock())
    with office.write("一"), pytest.raises(StoreTrouble, match="另一个程序"), other.write("二"):
        pass
    with other.write("二") as writer:
        writer.add(Person, {"name": "孙淑珍"})
    other.engine.dispose()


def test_a_check_counts_gaps_and_sees_a_broken_reference(settled):
    office, _, _ = settled
    report = office.check()
    assert not report.damaged
    assert report.gaps == 0
    with office.write("x") as writer:
        writer.add(Person, {"name": "孙淑珍"})
    assert office.check().gaps > 0
    careless = make_engine(office.folder / "office.db", office.key, foreign_keys=False)
    with careless.begin() as connection:
        connection.exec_driver_sql("delete from people where name = '王秀英'")
    careless.dispose()
    report = office.check()
    assert report.damaged
    assert any("指向不存在" in finding.what for finding in report.findings)
    assert isinstance(report.findings[0], health.Finding)


def test_the_recovery_code_is_nagged_about_until_it_was_checked(office):
    assert any("恢复码" in finding.what for finding in office.check().findings)
    with office.write("核对") as writer:
        writer.change(Office, writer.reader.rows(select(Office.id))[0][0], {"recovery_checked": True})
    assert not any("恢复码" in finding.what for finding in office.check().findings)


def test_a_note_tells_what_left_the_office(office):
    office.note("导出 老人台账，理由：上级报表")
    with office.read() as reader:
        kind, reason, changes = reader.rows(select(TRANSACTIONS.c.kind, TRANSACTIONS.c.reason, TRANSACTIONS.c.changes))[
            -1
        ]
    assert (kind, reason, changes) == ("note", "导出 老人台账，理由：上级报表", 0)
    assert not office.check().damaged


def test_a_mistake_of_ours_in_the_database_is_no_sentence_for_the_clerk(office):
    assert trouble_of(ValueError("syntax error")) is None
    with pytest.raises(Exception, match="no such table"), office.read() as reader:
        reader._session.connection().exec_driver_sql("select * from nowhere")


def test_the_log_is_emptied_into_the_file(office):
    with office.write("x") as writer:
        writer.add(Person, {"name": "孙淑珍"})
    settle_log(office.engine)
    assert (office.folder / "office.db-wal").stat().st_size == 0


def test_an_office_opened_for_a_while_is_closed_behind(folder, password):
    with Store.opened(folder, password, Clock()) as office, office.write("x") as writer:
        writer.add(Person, {"name": "孙淑珍"})
    assert len(list((folder / "backups").iterdir())) == 1
    with pytest.raises(OfficeError), Store.opened(folder, "错的口令错的口令呀", Clock()):
        pass
