"""The audit chain: sound after any work, and every tampering is seen and placed (TRUST A7); purge keeps it whole."""

import json
import shutil
from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import delete, insert, select, update

from db.clock import Clock
from db.ledgers import LEDGERS
from db.ledgers.documents import Document, DocumentPerson
from db.ledgers.people import Contact, Person, PersonTag, Placement
from db.ledgers.services import Finding, ServiceDoer, ServiceLog
from db.store import anchor
from db.store.audit import CHANGES, TRANSACTIONS, digest_of
from db.store.store import Store
from db.store.verify import verify
from db.trouble import Refused

DAY = date(2026, 11, 24)


@pytest.fixture
def busy(office):
    """An office with forty transactions of three changes each."""
    people = []
    for number in range(40):
        with office.write(f"第{number}笔") as writer:
            people += writer.add_many(Person, [{"name": "赵玉兰"}, {"name": "钱桂芳"}])
            writer.change(Person, people[number], {"note": f"第{number}次"})
    return office


def seen(office, tampering):
    """Say what verification finds after a tampering that is then taken back."""
    with office.engine.connect() as connection, connection.begin() as transaction:
        tampering(connection)
        verdict = verify(connection, office.folder)
        transaction.rollback()
    return verdict.broken


def tamperings(connection, step):
    """Yield (name, function) for each way of tampering with each row."""
    changes = connection.execute(select(CHANGES).order_by(CHANGES.c.seq)).mappings().all()
    for row, after in list(pairwise(changes))[::step]:
        here = CHANGES.c.seq == row["seq"]
        yield "delete", lambda c, here=here: c.execute(delete(CHANGES).where(here))
        for name, value in (("after", '{"name":"x"}'), ("before", "{}"), ("op", "D"), ("ledger", "teams"),
                            ("digest", "0" * 64),
                            ("salt", b"0" * 16), ("salt", None), ("after", None),
                            ("row_id", after["tx_id"])):  # fmt: skip
            if row[name] != value:
                yield (
                    f"alter {name}",
                    lambda c, here=here, n=name, v=value: c.execute(update(CHANGES).where(here).values({n: v})),
                )
        blank = {"before": None, "after": None, "salt": None}
        yield "blank", lambda c, here=here, b=blank: c.execute(update(CHANGES).where(here).values(b))
        more = dict(row) | {"seq": 10_000_000}
        yield "insert", lambda c, more=more: c.execute(insert(CHANGES).values(more))
        stray = dict(row) | {"seq": 10_000_000, "tx_id": row["row_id"]}
        yield "stray", lambda c, stray=stray: c.execute(insert(CHANGES).values(stray))
        yield "swap", lambda c, a=row["seq"], b=after["seq"]: swap(c, CHANGES, a, b)
    links = connection.execute(select(TRANSACTIONS).order_by(TRANSACTIONS.c.seq)).mappings().all()
    for row, after in list(pairwise(links))[:: max(1, step // 3)]:
        here = TRANSACTIONS.c.seq == row["seq"]
        yield "delete link", lambda c, here=here: c.execute(delete(TRANSACTIONS).where(here))
        for name, value in (("reason", "别的理由"), ("actor", "别人"), ("kind", "undo"), ("changes", 99), ("prev", "0" * 64),
                            ("hash", "f" * 64), ("undoes", row["id"]), ("batch", row["id"]),
                            ("at", after["at"])):  # fmt: skip
            if row[name] != value:
                yield (
                    f"alter link {name}",
                    lambda c, h=here, n=name, v=value: c.execute(update(TRANSACTIONS).where(h).values({n: v})),
                )
        yield "swap links", lambda c, a=row["seq"], b=after["seq"]: swap(c, TRANSACTIONS, a, b)
        cut = TRANSACTIONS.c.seq > row["seq"]
        yield (
            "truncate",
            lambda c, cut=cut: (
                c.execute(delete(CHANGES).where(CHANGES.c.tx_id.in_(select(TRANSACTIONS.c.id).where(cut)))),
                c.execute(delete(TRANSACTIONS).where(cut)),
            ),
        )


def swap(connection, table, one, other):
    """Let two rows change places."""
    for before, after in ((one, -1), (other, one), (-1, other)):
        connection.execute(update(table).where(table.c.seq == before).values(seq=after))


def missed(office, step):
    """Return the tamperings that verification does not see, and how many were tried."""
    with office.engine.connect().execution_options(reading=True) as connection:
        wanted = list(tamperings(connection, step))
    return [name for name, tampering in wanted if not seen(office, tampering)], len(wanted)


def test_an_untouched_chain_is_sound(busy):
    with busy.engine.connect().execution_options(reading=True) as connection:
        verdict = verify(connection, busy.folder)
    assert (verdict.broken, verdict.transactions, verdict.purged) == ("", 41, 0)
    assert verdict.changes > 120


def test_tampering_with_some_rows_is_seen(busy):
    found, tried = missed(busy, 60)
    print(f"{tried} tamperings")
    assert found == []


@pytest.mark.slow
def test_tampering_with_many_rows_is_seen(busy):
    found, tried = missed(busy, 7)
    print(f"{tried} tamperings")
    assert found == []


@pytest.mark.long
def test_tampering_with_every_row_is_seen(busy):
    found, tried = missed(busy, 1)
    print(f"{tried} tamperings")
    assert found == []


@pytest.mark.slow
def test_control_a_checksum_per_row_misses_deletions(busy):
    def checksums_hold(connection):
        rows = connection.execute(select(CHANGES)).all()
        return all(digest_of(row.salt, row.before, row.after) == row.digest for row in rows)

    with busy.engine.connect() as connection, connection.begin() as transaction:
        connection.execute(delete(CHANGES).where(CHANGES.c.seq == 50))
        assert checksums_hold(connection)
        transaction.rollback()


@pytest.mark.slow
def test_an_unreadable_moment_is_told_not_raised(busy):
    assert "读不出" in seen(busy, lambda c: c.exec_driver_sql("update audit_tx set at = 'gestern' where seq = 3"))
    assert "读不出" in seen(busy, lambda c: c.exec_driver_sql("update audit_change set row_id = 'x' where seq = 50"))


@pytest.mark.slow
def test_the_place_of_the_tampering_is_named(busy):
    said = seen(busy, lambda c: c.execute(update(TRANSACTIONS).where(TRANSACTIONS.c.seq == 7).values(reason="x")))
    assert said.startswith("第 7 次操作（20")


# -- the anchor --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_swapped_in_older_file_is_seen_even_after_more_work(busy, tmp_path, password):
    old = tmp_path / "old.db"
    busy.engine.dispose()
    shutil.copy(busy.folder / "office.db", old)
    with busy.write("后来") as writer:
        writer.add(Person, {"name": "孙淑珍"})
    busy.engine.dispose()
    shutil.copy(old, busy.folder / "office.db")
    with_old = Store.open(busy.folder, password, Clock(DAY))
    assert with_old.check().damaged
    with with_old.write("盖过去") as writer:
        writer.add(Person, {"name": "孙淑珍"})
    report = with_old.check()
    with_old.engine.dispose()
    assert report.damaged
    assert any("锚点" in finding.what for finding in report.findings)


def test_control_an_anchor_that_is_just_overwritten_forgets_the_swap(busy, tmp_path, monkeypatch, password):
    whole = anchor.drop
    monkeypatch.setattr(anchor, "drop", lambda folder, head, at, kept: whole(folder, head, at, []))
    test_control = pytest.raises(AssertionError)
    with test_control:
        test_a_swapped_in_older_file_is_seen_even_after_more_work(busy, tmp_path, password)


@pytest.mark.slow
def test_a_crash_between_commit_and_anchor_is_no_tampering(busy, monkeypatch):
    monkeypatch.setattr(anchor, "drop", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with busy.write("锚点没写成") as writer:  # what was saved is saved
        writer.add(Person, {"name": "孙淑珍"})
    assert not busy.check().damaged


def test_a_missing_anchor_is_told(busy):
    (busy.folder / anchor.FILE).unlink()
    report = busy.check()
    assert not report.damaged
    assert any("锚点不见" in finding.what for finding in report.findings)


@pytest.mark.slow
def test_a_backup_anchors_the_chain_too(busy):
    busy.back_up("手工")
    (busy.folder / anchor.FILE).unlink()
    last = busy.engine.connect()
    with last, last.begin():
        seq = last.execute(select(TRANSACTIONS.c.seq).order_by(TRANSACTIONS.c.seq.desc())).scalar()
        one = TRANSACTIONS.c.seq == seq
        last.execute(delete(CHANGES).where(CHANGES.c.tx_id.in_(select(TRANSACTIONS.c.id).where(one))))
        last.execute(delete(TRANSACTIONS).where(one))
    assert any(finding.bad and "备份" in finding.what for finding in busy.check().findings)


# -- purge -------------------------------------------------------------------------------------------------------------

WORDS = (
    "王秀英",
    "150102194001050042",
    "13804710001",
    "高血压",
    "李建国",
    "13904710002",
    "爱吃甜",
    "腿脚不便",
    "wang xiu",
)


@pytest.fixture
def known(settled):
    """The settled office with a visit, its check-list and a printed file of the person."""
    office, person, _ = settled
    with office.write("走访") as writer:
        visit = {"at": office.clock.now(), "person_id": person, "content": "爱吃甜"}
        service = writer.add(ServiceLog, visit)
        writer.add(Finding, {"service_id": service, "item": "health", "answer": "腿脚不便"})
        writer.add(ServiceDoer, {"service_id": service, "name": "赵网格员"})
        about = {
            "form": "elder_file",
            "privacy": "归档",
            "data_day": DAY,
            "printed_at": office.clock.now(),
            "printed_by": "主任",
        }
        paper = writer.add(Document, {"sheet_no": "A1", "title_text": "王秀英一人一档", "person_id": person, **about})
        writer.add(DocumentPerson, {"document_id": paper, "person_id": person, "row": 1})
        other = writer.add(Person, {"name": "孙淑珍"})
        writer.add(Contact, {"person_id": other, "name": "邻居", "linked_person_id": person})
    return office, person, other


def texts(office):
    """Tell everything that stands in any table, as one text."""
    with office.engine.connect().execution_options(reading=True) as connection:
        tables = [ledger.__table__ for ledger in LEDGERS.values()] + [CHANGES]
        return "".join(str(connection.execute(select(table)).all()) for table in tables)


def test_a_purged_person_is_nowhere_and_the_chain_still_verifies(known):
    office, person, other = known
    assert all(word in texts(office) for word in WORDS)
    purged = office.purge(person, "本人要求删除")
    assert [word for word in WORDS if word in texts(office)] == []
    assert purged.rows["people"] == purged.rows["findings"] == purged.rows["documents"] == 1
    assert purged.texts == 8
    report = office.check()
    assert not report.damaged
    assert any(f"{purged.texts} 处已清除" in finding.what for finding in report.findings)
    with office.read() as reader:
        assert reader.find("王秀英") == []
        assert reader.find("wxy") == []
        assert reader.get(Person, person) is None
        assert reader.rows(select(ServiceLog.person_id, ServiceLog.content, ServiceLog.removed_at)) == [
            (person, None, None)
        ]
        assert reader.rows(select(ServiceDoer.name)) == [("赵网格员",)]
        assert [(step.op, step.before) for step in reader.history(Person, person)][-1] == ("P", None)
        assert reader.rows(select(Contact.linked_person_id).where(Contact.person_id == other)) == [(None,)]
        for ledger in (Placement, PersonTag, Contact):
            assert reader.rows(select(ledger.id).where(ledger.person_id == person, ledger.removed_at.is_(None))) == []
    assert len(list((office.folder / "backups").glob("*清除前*"))) == 1


def test_no_token_of_a_purged_person_stays_in_the_index(known):
    office, person, _ = known
    office.purge(person, "本人要求删除")
    with office.engine.connect().execution_options(reading=True) as connection:
        blocks = connection.exec_driver_sql("select block from fts_tokens_data").scalars().all()
    index = b"".join(blocks)
    assert b"n2400501049102051" not in index
    assert b"pwangxiuying" not in index


def test_control_a_removal_without_optimizing_leaves_tokens_in_the_index(known):
    office, person, _ = known
    with office.write("移除") as writer:
        writer.remove(Person, person)
    with office.engine.connect().execution_options(reading=True) as connection:
        blocks = connection.exec_driver_sql("select block from fts_tokens_data").scalars().all()
    assert b"wangxiuying" in b"".join(blocks)


@pytest.mark.slow
def test_a_purge_is_not_undone_and_nothing_before_it(known):
    office, person, _ = known
    with office.write("改") as writer:
        writer.change(Person, person, {"note": "x"})
    office.purge(person, "本人要求删除")
    with pytest.raises(Refused, match="之后又有改动"):
        office.undo_last()
    assert [word for word in WORDS if word in texts(office)] == []


def test_blanking_without_a_purge_transaction_is_tampering(known):
    office, person, _ = known

    def blank(connection):
        gone = {"before": None, "after": None, "salt": None}
        connection.execute(update(CHANGES).where(CHANGES.c.row_id == person).values(gone))

    assert "没有清除记录" in seen(office, blank)


def test_a_forged_purge_text_excuses_nothing(known):
    office, person, other = known
    office.purge(person, "本人要求删除")

    def forge(connection):
        row = connection.execute(select(CHANGES).where(CHANGES.c.op == "P")).one()
        more = connection.execute(select(CHANGES.c.digest).where(CHANGES.c.row_id == other)).scalars().all()
        after = json.loads(row.after)
        after["purged"] += more
        connection.execute(update(CHANGES).where(CHANGES.c.seq == row.seq).values(after=json.dumps(after)))
        gone = {"before": None, "after": None, "salt": None}
        connection.execute(update(CHANGES).where(CHANGES.c.row_id == other).values(gone))

    assert seen(office, forge)
    assert seen(office, lambda c: c.execute(update(CHANGES).where(CHANGES.c.op == "P").values(after="nonsense")))


def test_a_purge_stands_alone_in_its_transaction(known):
    office, person, _ = known
    with pytest.raises(RuntimeError, match="alone"), office.write("x") as writer:
        writer.purge(person)
    with pytest.raises(Refused, match="已不在"):
        office.purge(office.viewer.who, "没有这个人")
