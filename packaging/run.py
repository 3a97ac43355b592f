"""Set up and start the product with nothing but Python 3.11-3.13: the same file on Linux and Windows.

python packaging/run.py demo [--gui]                 the main job on the sample ledgers, in demo-office/
python packaging/run.py test [--quick|--long] [...]  checks and tests; further arguments go to pytest
python packaging/run.py gui                          the window (also without any argument)
python packaging/run.py -- ARGS                      the command line of the product

Its own lines go to stderr; the exit status is the program's. Standard library only; parses on Python 3.7 and later so
that an old one is refused with a sentence.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "requirements.lock"
WHEELS = ROOT / "wheels"
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "gridledger.stamp"
QT_SEEN = VENV / "gridledger.qt"
OLDEST, NEWEST = (3, 11), (3, 13)
DEBIAN_PACKAGES = (
    "libatomic1 libcups2 libdbus-1-3 libegl1 libfontconfig1 libfreetype6 libgl1 libglib2.0-0 libgssapi-krb5-2 libx11-6"
    " libx11-xcb1 libxcb-cursor0 libxcb-glx0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0"
    " libxcb-render-util0 libxcb-render0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0"
    " libxcb-xkb1 libxkbcommon-x11-0 libxkbcommon0"
).split()
# What QtWidgets, QtPdf and QtPrintSupport load before any window; libxcb-cursor only matters on a real screen.
QT_NEEDS = (
    "libatomic.so.1 libdbus-1.so.3 libEGL.so.1 libfontconfig.so.1 libfreetype.so.6 libGL.so.1 libglib-2.0.so.0"
    " libgssapi_krb5.so.2 libX11.so.6 libxkbcommon.so.0"
).split()
QT_IMPORTS = "import PySide6.QtWidgets, PySide6.QtPdf, PySide6.QtPrintSupport"
IMPORT_LINTER = "import importlinter.cli as c; raise SystemExit(c.lint_imports(no_cache=True, no_logo=True))"
NOTHING_COLLECTED = 5


class Stopped(Exception):
    """The set-up can't go on; the text is shown, status 1."""


def say(text: str) -> None:
    """Write one line of run.py's own to stderr."""
    print(text, file=sys.stderr, flush=True)


# ---- set-up ----------------------------------------------------------------------------------------------------------


def refuse_wrong_python() -> None:
    """Stop on a Python that the locked wheels do not fit."""
    found = sys.version_info[:2]
    if not OLDEST <= found <= NEWEST:
        version = ".".join(map(str, sys.version_info[:3]))
        message = f"需要 Python 3.11、3.12 或 3.13，现在是 {version}。请安装其中一个后再运行。"
        raise Stopped(message)


def stamp_text() -> str:
    """Return what a finished set-up leaves behind: the lock's digest and the Python's minor version."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    return f"{digest} {sys.version_info[0]}.{sys.version_info[1]}\n"


def stamped() -> str:
    """Return the stamp of the environment, empty if its set-up was never finished or its Python is gone."""
    if not (PYTHON.exists() and STAMP.exists()):
        return ""
    return STAMP.read_text(encoding="ascii")


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Let one run.py at a time change the environment; the lock falls with its holder, however that ends."""
    with (ROOT / ".venv.lock").open("a+b") as held:
        if not _taken(held.fileno()):
            say("另一个 run.py 正在准备运行环境，等它完成……")
            while not _taken(held.fileno()):
                time.sleep(0.2)
        yield


def _taken(file: int) -> bool:
    """Try once to take the operating system's lock on an open file."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(file, 0, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def set_up() -> None:
    """Bring .venv to the state of the lock; does nothing when the stamp says that it is there."""
    if stamped() == stamp_text():
        return
    with only_one():
        if stamped() != stamp_text():
            began = time.monotonic()
            _prepare()
            say(f"运行环境已就绪，用时 {time.monotonic() - began:.0f} 秒。")


def _prepare() -> None:
    """Make the environment if needed and install; the stamp comes last, so an interrupted set-up is repeated whole."""
    minor = stamp_text().split()[1]
    if stamped().split()[1:] != [minor]:
        say(f"正在建立运行环境（Python {minor}）……")
        _make_environment()
    for mark in (STAMP, QT_SEEN):
        with contextlib.suppress(FileNotFoundError):
            mark.unlink()
    _install()
    STAMP.write_text(stamp_text(), encoding="ascii")


def _make_environment() -> None:
    """Make .venv anew; Debian keeps a part of Python's venv in a package of its own."""
    make = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    status, reason = _heard(make)
    if status and "ensurepip" in reason and _debian():
        _apt_get([f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"], "Python 的 venv 部件")
        status, reason = _heard(make)
    if status:
        message = f"运行环境建立失败，请检查磁盘空间和权限：\n{reason}"
        raise Stopped(message)


def _heard(command: list[str]) -> tuple[int, str]:
    """Run a program with a clean environment; return its status and everything it said."""
    env = _clean_environment()
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env)
    return done.returncode, done.stdout.decode(errors="replace")


def _install() -> None:
    """Install the lock with checked hashes: from wheels/ if that folder is there, else as pip is set up here.

    The lock is complete, so pip has nothing to resolve: pip 23 would want the newest release for a part named with
    an extra, and stop for want of its hash.
    """
    offline = ["--no-index", "--find-links", str(WHEELS)] if WHEELS.is_dir() else []
    say("正在安装所需组件" + ("（离线，来自 wheels）……" if offline else "（首次约需半分钟）……"))
    install = [str(PYTHON), "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
    install += ["--require-hashes", "--no-deps", "--only-binary", ":all:", *offline, "-r", str(LOCK)]
    if subprocess.call(install, stdout=sys.stderr, env=_clean_environment()):
        message = "组件安装失败，原因见上。请检查网络；没有网络时，把 wheels 文件夹放在本目录后再运行。"
        raise Stopped(message)


def _clean_environment() -> dict[str, str]:
    """Return this environment without what would lead Python to foreign modules."""
    return {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}


# ---- system libraries ------------------------------------------------------------------------------------------------


def _debian() -> bool:
    """Tell whether apt-get rules this system."""
    return sys.platform == "linux" and shutil.which("apt-get") is not None


def _apt_get(packages: Sequence[str], what: str) -> None:
    """Install packages as root; anybody else is shown the one line to run."""
    line = "apt-get install --no-install-recommends " + " ".join(packages)
    if os.name == "nt" or os.geteuid() != 0:
        message = f"系统缺少{what}。请运行这一行，然后重试：\nsudo {line}"
        raise Stopped(message)
    say(f"系统缺少{what}，正在用 apt-get 安装……")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.call(["apt-get", "update", "-qq"], stdout=sys.stderr, env=env)
    if subprocess.call(["apt-get", "install", "-y", "-qq", *line.split()[2:]], stdout=sys.stderr, env=env):
        message = f"自动安装失败。请运行这一行，然后重试：\n{line}"
        raise Stopped(message)


def _loads(library: str) -> bool:
    """Tell whether the system's loader finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _qt_error() -> str:
    """Import Qt in a child process, for a missing library may also abort; return the reason, empty if it works."""
    child = subprocess.run([str(PYTHON), "-c", QT_IMPORTS], check=False, capture_output=True, env=child_environment())
    return child.stderr.decode(errors="replace").strip()[-300:] if child.returncode else ""


def check_qt() -> None:
    """See to the system libraries of Qt: installed as root on a Debian-like system, else named in one line."""
    needs = QT_NEEDS if sys.platform == "linux" else []
    if child_environment().get("QT_QPA_PLATFORM") != "offscreen" and os.environ.get("DISPLAY"):
        needs = [*needs, "libxcb-cursor.so.0"]
    if QT_SEEN.exists() and all(map(_loads, needs)):
        return
    error = _qt_error()
    lacking = [library for library in needs if not _loads(library)]
    if error or "libxcb-cursor.so.0" in lacking:
        if not _debian():
            message = f"窗口组件 Qt 无法启动：{error or '缺少 ' + '、'.join(lacking)}\n请安装缺少的系统库后重试。"
            raise Stopped(message)
        _apt_get(DEBIAN_PACKAGES, "窗口组件 Qt 所需的系统库")
        error = _qt_error()
        if error:
            message = f"窗口组件 Qt 仍无法启动：{error}"
            raise Stopped(message)
    QT_SEEN.touch()


def check_poppler() -> None:
    """See to poppler, with which tests read pages as an outsider would; other systems skip those tests."""
    if _debian() and not (shutil.which("pdftotext") and shutil.which("pdftoppm")):
        _apt_get(["poppler-utils"], "测试用来看 PDF 的 poppler")


# ---- starting --------------------------------------------------------------------------------------------------------


def child_environment() -> dict[str, str]:
    """Return the environment of the product: our modules only, UTF-8, a screen only if there is one."""
    env = {**_clean_environment(), "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    if sys.platform == "linux" and not (env.get("DISPLAY") or env.get("WAYLAND_DISPLAY")):
        env.setdefault("QT_QPA_PLATFORM", "offscreen")
    return env


def product(args: list[str]) -> int:
    """Run `python -m desktop ARGS` where the caller stands, so that the paths in ARGS mean what the caller means.

    On POSIX run.py becomes the product: one process, one exit status, signals reach it.
    """
    command = [str(PYTHON), "-m", "desktop", *args]
    if os.name != "nt":
        os.execve(command[0], command, child_environment())  # noqa: S606 - no shell wanted
    return subprocess.call(command, env=child_environment())


def demo(args: list[str]) -> int:
    """Make demo-office/ in the checkout anew and run the main job there."""
    folder = ROOT / "demo-office"
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)
    return subprocess.call([str(PYTHON), "-m", "desktop.demo", str(folder), *args], cwd=ROOT, env=child_environment())


# ---- tests -----------------------------------------------------------------------------------------------------------


class Parts:
    """The parts of a test run: name, seconds, and whether each went well."""

    def __init__(self) -> None:
        """Begin with no part done; the tests see no screen and not this user's office."""
        self.done: list[tuple[str, float, bool]] = []
        own = {key: value for key, value in child_environment().items() if not key.startswith("GRIDLEDGER_")}
        self.env = {**own, "QT_QPA_PLATFORM": "offscreen"}

    def run(self, name: str, arguments: list[str], output: IO[Any] | None = None, fine: tuple[int, ...] = (0,)) -> None:
        """Run one part by the environment's Python and note how it went; `output` takes its lines if given."""
        began = time.monotonic()
        errors = subprocess.STDOUT if output else None
        status = subprocess.call([str(PYTHON), *arguments], cwd=ROOT, env=self.env, stdout=output, stderr=errors)
        self.done.append((name, time.monotonic() - began, status in fine))

    def failed(self) -> bool:
        """Tell whether any part went wrong."""
        return not all(good for _, _, good in self.done)

    def report(self) -> int:
        """Say how long each part took; return 1 if any failed."""
        for name, seconds, good in self.done:
            say(f"{name:<24}{seconds:7.1f} s  {'ok' if good else 'FAILED'}")
        return int(self.failed())


def _lint(parts: Parts, output: IO[Any]) -> None:
    """Run the checks that read the sources; `output` takes what they say."""
    parts.run("ruff", ["-m", "ruff", "check", "--quiet", "."], output)
    parts.run("import-linter", ["-c", IMPORT_LINTER], output)
    parts.run("mypy", ["-m", "mypy"], output)


def _pytest(parts: Parts, args: list[str], *, quick: bool, long: bool) -> None:
    """Run pytest: with arguments once as told; otherwise the rest on all cores, after the yardsticks alone."""
    marks = "not slow and not long" if quick else "" if long else "not long"
    common = ["-m", "pytest", *(["-m", marks] if marks else [])]
    if args:
        parts.run("pytest", [*common, *args])
        return
    workers = os.environ.get("GRIDLEDGER_TEST_WORKERS") or str(min(os.cpu_count() or 1, 4))
    spread = ["-n", workers, "--dist", "loadfile", "--no-loadscope-reorder"] if workers != "1" else []
    cover = ["--cov", "--cov-report="] if long else []
    parts.run("pytest", [*common, "-q", "--ignore=tests/bench", *spread, *cover])


def _bench(parts: Parts, *, long: bool) -> None:
    """Measure the yardsticks, one after the other, while nothing else runs."""
    if (ROOT / "tests" / "bench").is_dir():
        marks = [] if long else ["-m", "not long"]
        parts.run("pytest bench", ["-m", "pytest", "-q", "tests/bench", *marks], fine=(0, NOTHING_COLLECTED))


def _coverage(parts: Parts) -> None:
    """Compare the branch coverage of each room with the least that pyproject.toml asks for."""
    import tomllib

    house = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for room, least in house["tool"]["gridledger"]["coverage"].items():
        if any(ROOT.glob(room + ".py")):
            wanted = ["-m", "coverage", "report", f"--include={room}", f"--fail-under={least}"]
            parts.run(f"{room} {least}%", wanted, sys.stderr)


def test(args: list[str]) -> int:
    """Run all checks and tests; the times of the parts stand on stderr, pytest's closing line ends stdout."""
    quick, long = "--quick" in args, "--long" in args
    rest = [arg for arg in args if arg not in ("--quick", "--long")]
    parts = Parts()
    if not (quick or rest):
        _bench(parts, long=long)
    with (VENV / "checks.txt").open("w+b") as said:
        # The checks keep one core busy for long while tests often wait: they run side by side.
        checks = threading.Thread(target=_lint, args=(parts, said))
        checks.start()
        _pytest(parts, rest, quick=quick, long=long)
        checks.join()
        said.seek(0)
        if parts.failed():
            say(said.read().decode("utf-8", errors="replace").strip())
    if long:
        _coverage(parts)
    return parts.report()


def main(args: list[str]) -> int:
    """Set up, then do what was asked for; without a word, open the window."""
    word, rest = (args[0], args[1:]) if args else ("gui", [])
    if word in ("-h", "--help") or word not in ("demo", "test", "gui", "--"):
        say(__doc__ or "")
        return 0 if word in ("-h", "--help") else 2
    began = time.monotonic()
    try:
        refuse_wrong_python()
        set_up()
        check_qt()
        if word == "test":
            check_poppler()
    except Stopped as stop:
        say(str(stop))
        return 1
    except OSError as error:
        say(f"运行环境没有准备好：{error}\n请检查磁盘空间，以及对本目录的权限。")
        return 1
    if word == "test":
        say(f"{'set-up':<24}{time.monotonic() - began:7.1f} s")
        return test(rest)
    if word == "demo":
        return demo(rest)
    return product(rest if word == "--" else ["gui", *rest])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
