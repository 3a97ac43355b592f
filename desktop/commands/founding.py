"""new, demo, restore, forms: what needs no open office."""

import os
from argparse import Namespace
from pathlib import Path

from db.clock import Clock
from db.store.backup import restore
from db.store.store import Founding, Store
from db.work.sampling import PRACTICE_CODE, PRACTICE_NAME, PRACTICE_PASSWORD, found_people
from db.work.sampling_cases import found_cases
from db.work.sampling_door import found_door
from desktop.commands.answer import Answer


def run_new(words: Namespace, clock: Clock) -> Answer:
    """Found an office in an absent or empty folder; the recovery code is shown once."""
    store, recovery = Store.create(words.dir, words.password(twice=True), Founding(words.name, words.area_code), clock)
    store.close()
    value = {"office": str(words.dir), "name": words.name, "area_code": words.area_code, "recovery_code": recovery}
    lines = [
        f"已新建办公室“{words.name}”：{words.dir}",
        f"恢复码：{recovery}",
        "请现在抄写或打印恢复码，封存保管。忘记口令时只有它能打开数据；它不会再显示第二次。",
    ]
    return Answer(value, lines)


def run_demo(words: Namespace, clock: Clock) -> Answer:
    """Found a practice office with invented people."""
    secret = os.environ.get("GRIDLEDGER_PASSWORD") or PRACTICE_PASSWORD
    store, _ = Store.create(words.dir, secret, Founding(PRACTICE_NAME, PRACTICE_CODE), clock)
    try:
        count = found_people(store, words.people, words.seed)
        found_cases(store)
        found_door(store, words.seed)
    finally:
        store.close()
    value = {"office": str(words.dir), "people": count, "password": secret if secret == PRACTICE_PASSWORD else None}
    known = f"口令是 {secret}" if secret == PRACTICE_PASSWORD else "口令是环境变量 GRIDLEDGER_PASSWORD 的值"
    return Answer(value, [f"已新建练习办公室：{words.dir}，{count} 人，全部虚构。{known}。"])


def run_restore(words: Namespace, clock: Clock) -> Answer:
    """Restore a backup file into an absent or empty folder."""
    password = words.password()
    restore(Path(words.file), Path(words.dir), password)
    Store.open(words.dir, password, clock).close()
    return Answer({"office": str(words.dir)}, [f"已从备份恢复到：{words.dir}"])


def run_forms(words: Namespace, clock: Clock) -> Answer:
    """List the printed forms."""
    from desktop.printing.forms import ALL_FORMS

    value = [{"name": form.name, "label": form.label, "privacy": form.privacy.label} for form in ALL_FORMS.values()]
    return Answer(value, [f"{one['name']}\t{one['label']}\t{one['privacy']}" for one in value])
