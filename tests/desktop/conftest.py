"""What the tests of the command line share: a fresh office to run it on, and a small sheet to take in."""

import csv
import json

import pytest

from desktop.cli import main

HEAD = ["序号", "姓 名", "身份证号码", "所属网格", "家庭住址", "联系电话", "老人类型"]


@pytest.fixture
def run(folder, password, monkeypatch, capsys):
    """Run the command line on a fresh office; give status, JSON value and stderr."""
    monkeypatch.setenv("GRIDLEDGER_PASSWORD", password)
    monkeypatch.setenv("GRIDLEDGER_OFFICE", str(folder))

    def call(*words, today="2026-11-24", as_json=True):
        status = main([*map(str, words), "--today", today, *(["--json"] if as_json else [])])
        out, err = capsys.readouterr()
        return status, json.loads(out) if as_json else out, err

    return call


@pytest.fixture
def sheet(tmp_path):
    """Write a small ledger as CSV in GB18030 and give its path."""

    def write(*rows, name="老人台账.csv", head=HEAD):
        path = tmp_path / name
        with path.open("w", encoding="gb18030", newline="") as file:
            writer = csv.writer(file)
            writer.writerows([["丁香社区老年人台账", *[""] * 6], head, *rows])
        return path

    return write
