"""run.py: one set-up at a time, repeated when interrupted, refusals in a sentence, the program's own exit status."""

import contextlib
import hashlib
import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

RUN = Path(__file__).resolve().parents[2] / "packaging" / "run.py"


def load(file: Path = RUN) -> ModuleType:
    """Return run.py as a module of its own."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def run(tmp_path, monkeypatch) -> ModuleType:
    """Return run.py looking at an empty checkout, with a stand-in for what takes long."""
    module = load()
    move(module, tmp_path)
    module._make_environment = lambda: None
    module._install = lambda: None
    return module


def move(module: ModuleType, top: Path) -> None:
    """Let run.py look at another checkout, whose environment is the running Python."""
    (top / ".venv").mkdir(exist_ok=True)
    module.ROOT, module.VENV, module.WHEELS = top, top / ".venv", top / "wheels"
    module.LOCK, module.PYTHON = top / "requirements.lock", Path(sys.executable)
    module.STAMP, module.QT_SEEN = module.VENV / "stamp", module.VENV / "qt"
    module.LOCK.write_text("a==1\n", encoding="ascii")


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 14, 0), (2, 7, 18)])
def test_a_python_that_does_not_fit_is_refused_by_name(run, monkeypatch, version):
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(run.Stopped, match=".".join(map(str, version))):
        run.refuse_wrong_python()


def test_this_python_fits(run):
    run.refuse_wrong_python()


def test_a_finished_set_up_is_not_repeated_and_a_new_lock_is_noticed(run):
    done = []
    run._install = lambda: done.append(run.LOCK.read_text(encoding="ascii"))
    run.set_up()
    run.set_up()
    run.LOCK.write_text("a==2\n", encoding="ascii")
    run.set_up()
    assert done == ["a==1\n", "a==2\n"]


def test_an_interrupted_installation_is_repeated_from_an_empty_environment(run):
    made, tries = [], iter([KeyboardInterrupt, None])
    run._make_environment = lambda: made.append(1)

    def install():
        trouble = next(tries)
        if trouble:
            raise trouble

    run._install = install
    with pytest.raises(KeyboardInterrupt):
        run.set_up()
    assert run.stamped() == ""
    run.set_up()
    assert run.stamped() == run.stamp_text()
    assert len(made) == 2


RACE = """
import contextlib, importlib.util, pathlib, sys, time
sys.path.insert(0, {folder!r})
import test_run
run, top = test_run.load(), pathlib.Path({top!r})
test_run.move(run, top)
run._make_environment = lambda: None
def install():
    with (top / "log").open("a") as log: log.write("begin\\n")
    time.sleep(0.6)
    with (top / "log").open("a") as log: log.write("end\\n")
run._install = install
{change}
(top / ("ready" + sys.argv[1])).touch()
while not (top / "go").exists(): time.sleep(0.01)
run.set_up()
"""


def race(top: Path, change: str) -> list[str]:
    """Start two run.py at once; return what the installations wrote."""
    load_all = RACE.format(folder=str(Path(__file__).parent), top=str(top), change=change)
    both = [subprocess.Popen([sys.executable, "-c", load_all, str(n)], stderr=subprocess.DEVNULL) for n in range(2)]
    while not all((top / f"ready{n}").exists() or both[n].poll() for n in range(2)):
        pass
    (top / "go").touch()
    assert [child.wait(30) for child in both] == [0, 0]
    return (top / "log").read_text(encoding="ascii").split()


@pytest.mark.slow
def test_two_starts_at_once_install_once(tmp_path):
    assert race(tmp_path, "") == ["begin", "end"]


@pytest.mark.slow
def test_control_without_the_lock_two_starts_install_twice(tmp_path):
    assert race(tmp_path, "run.only_one = contextlib.nullcontext").count("begin") == 2


def test_with_a_wheels_folder_no_index_is_asked(tmp_path, monkeypatch):
    module, asked = load(), []
    move(module, tmp_path)
    monkeypatch.setattr(subprocess, "call", lambda command, **_: asked.append(command) or 0)
    module._install()
    module.WHEELS.mkdir()
    module._install()
    assert ["--no-index" in command for command in asked] == [False, True]
    assert all("--require-hashes" in command for command in asked)


@pytest.mark.slow
@pytest.mark.parametrize("sound", [True, False])
def test_one_altered_hash_stops_the_installation(tmp_path, monkeypatch, sound):
    module = load()
    move(module, tmp_path)
    module.WHEELS.mkdir()
    wheel = module.WHEELS / "tiny_part-1.0-py3-none-any.whl"
    tags = {"METADATA": "Metadata-Version: 2.1\nName: tiny-part\nVersion: 1.0\n", "RECORD": ""}
    tags["WHEEL"] = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny_part.py", "")
        for name, text in tags.items():
            archive.writestr(f"tiny_part-1.0.dist-info/{name}", text)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    digest = digest if sound else digest[:-1] + ("0" if digest[-1] != "0" else "1")
    module.LOCK.write_text(f"tiny-part==1.0 --hash=sha256:{digest}\n", encoding="ascii")
    call = subprocess.call
    aside = ["--target", str(tmp_path / "aside")]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    monkeypatch.setattr(subprocess, "call", lambda command, **kw: call(command + aside, env=kw["env"], **quiet))
    with contextlib.nullcontext() if sound else pytest.raises(module.Stopped):
        module._install()
    assert (tmp_path / "aside" / "tiny_part.py").exists() is sound


@pytest.mark.skipif(os.name == "nt", reason="apt-get")
def test_a_missing_library_is_installed_for_root_and_named_to_anybody_else(run, monkeypatch):
    called = []
    monkeypatch.setattr(subprocess, "call", lambda command, **_: called.append(command[:2]) or 0)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    run._apt_get(["libexample1"], "一个库")
    assert called == [["apt-get", "update"], ["apt-get", "install"]]
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(run.Stopped, match="sudo apt-get install --no-install-recommends libexample1"):
        run._apt_get(["libexample1"], "一个库")
    assert len(called) == 2


def test_qt_that_does_not_start_leads_to_apt_get_once(run, monkeypatch):
    errors, asked = iter(["libEGL.so.1: cannot open shared object file", ""]), []
    monkeypatch.setattr(run, "_qt_error", lambda: next(errors))
    monkeypatch.setattr(run, "_debian", lambda: True)
    monkeypatch.setattr(run, "_loads", lambda library: library != "libEGL.so.1" or bool(asked))
    monkeypatch.setattr(run, "_apt_get", lambda packages, what: asked.append("libegl1" in packages))
    run.check_qt()
    assert asked == [True]
    assert run.QT_SEEN.exists()
    run.check_qt()


PRODUCT = """
import os, pathlib, sys
sys.path.insert(0, {folder!r})
import test_run
run = test_run.load()
test_run.move(run, pathlib.Path({top!r}))
run.set_up = run.check_qt = lambda: None
sys.exit(run.main(sys.argv[1:]))
"""
STAND_IN = "import os, sys; print(sys.argv[1:], os.getcwd(), os.environ['PYTHONUTF8'], '网格'); sys.exit(7)"


def test_the_product_gets_its_arguments_where_the_caller_stands_and_its_status_is_ours(tmp_path):
    top, here = tmp_path / "checkout", tmp_path / "caller"
    (top / "desktop").mkdir(parents=True)
    here.mkdir()
    (here / "desktop.py").write_text("raise SystemExit('a stranger')", encoding="utf-8")
    (top / "desktop" / "__init__.py").touch()
    (top / "desktop" / "__main__.py").write_text(STAND_IN, encoding="utf-8")
    code = PRODUCT.format(folder=str(Path(__file__).parent), top=str(top))
    command = [sys.executable, "-c", code, "--", "print", "--out", "张 三.pdf"]
    done = subprocess.run(command, cwd=here, capture_output=True, check=False, encoding="utf-8")
    assert (done.returncode, done.stdout) == (7, f"['print', '--out', '张 三.pdf'] {here} 1 网格\n"), done.stderr


def test_a_disk_that_refuses_is_told_in_a_sentence(run, capsys):
    def full():
        raise OSError(28, "No space left on device")

    run._install = full
    assert run.main(["--"]) == 1
    assert "磁盘空间" in capsys.readouterr().err


def test_an_unknown_word_is_wrong_usage_and_says_nothing_on_stdout():
    done = subprocess.run([sys.executable, str(RUN), "dmeo"], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")


def test_a_failed_part_fails_the_whole(run, capfd):
    parts = run.Parts()
    parts.run("good", ["-c", "pass"])
    assert parts.report() == 0
    parts.run("bad", ["-c", "raise SystemExit(1)"])
    parts.run("nothing collected", ["-c", "raise SystemExit(5)"], fine=(0, 5))
    assert parts.report() == 1
    assert capfd.readouterr().out == ""
