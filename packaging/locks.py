"""Make the locks from runtime.in and requirements.in, or check them; run by the environment's Python (it needs uv).

.venv/bin/python packaging/locks.py make     compile both anew; versions move only as far as the .in files ask
.venv/bin/python packaging/locks.py check    no host name; compiling again changes nothing; a wheel for every target
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
COMPILE = "pip compile --quiet --universal --python-version 3.11".split()
COMPILE += "--generate-hashes --no-emit-index-url --no-header".split()
DRY_RUN = "pip install --quiet --dry-run --only-binary :all: --require-hashes".split()
PLATFORMS = ("x86_64-pc-windows-msvc", "x86_64-manylinux_2_28")
PYTHONS = ("3.11", "3.12", "3.13")
LOCKS = {"requirements.lock": ["requirements.in"], "runtime.lock": ["-c", "requirements.lock", "runtime.in"]}
HOST = re.compile(r"://|--index|--find-links|@ ?file:|\b\w+\.(?:org|com|cn|net)\b")


def uv(arguments: list[str], folder: Path) -> str:
    """Run uv in a folder; return what it complains about, empty if it is content."""
    command = [sys.executable, "-m", "uv", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, encoding="utf-8")
    return (done.stderr or f"uv: status {done.returncode}") if done.returncode else ""


def make(folder: Path) -> list[str]:
    """Compile the locks in a folder that holds the .in files; pins of a lock already there are kept if they fit."""
    return [error for lock, sources in LOCKS.items() if (error := uv([*COMPILE, "-o", lock, *sources], folder))]


def hosts(lock: str) -> list[str]:
    """Return the lines of a lock that name a host, an index or a path."""
    return [line for line in lock.splitlines() if HOST.search(line)]


def changed() -> list[str]:
    """Compile again in a copy of this folder; return which locks come out differently."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch)
        for name in ("runtime.in", "requirements.in", *LOCKS):
            shutil.copy(HERE / name, copy / name)
        errors = make(copy)
        names = [name for name in LOCKS if (copy / name).read_bytes() != (HERE / name).read_bytes()]
    return errors + [f"{name}: compiling again gives another lock" for name in names]


def without_wheels() -> list[str]:
    """Resolve for each target without installing; return the refusals."""
    refusals = []
    with tempfile.TemporaryDirectory() as nowhere:
        for platform in PLATFORMS:
            for python in PYTHONS:
                target = ["--python-platform", platform, "--python-version", python, "--target", nowhere]
                error = uv([*DRY_RUN, *target, "-r", "requirements.lock"], HERE)
                print(f"{platform:<24} Python {python}: {'refused' if error else 'ok'}", flush=True)
                refusals += [f"{platform} {python}: {error}"] if error else []
    return refusals


def check() -> list[str]:
    """Return everything that is wrong with the locks."""
    named = [f"{name}: {line}" for name in LOCKS for line in hosts((HERE / name).read_text(encoding="utf-8"))]
    return named + changed() + without_wheels()


def main(arguments: list[str]) -> int:
    """Do what the one argument says."""
    work = {"make": lambda: make(HERE), "check": check}.get(arguments[0] if arguments else "")
    if work is None:
        print(__doc__, file=sys.stderr)
        return 2
    wrong = work()
    print("\n".join(wrong) or "locks: sound", file=sys.stderr if wrong else sys.stdout)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
