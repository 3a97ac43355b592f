"""The main job on the bundled sample ledgers: `python -m desktop.demo DIR` founds, imports, prints, and says so."""

import os
import sys
from pathlib import Path

from db.clock import Clock
from db.places import RESOURCES
from db.store.store import Founding, Store
from db.trouble import OfficeError, Refused
from db.work.sampling import PRACTICE_CODE, PRACTICE_NAME, PRACTICE_PASSWORD
from desktop.printing.form import Order
from desktop.printing.forms import FORMS
from desktop.printing.issue import issue
from desktop.sheets.importing import How, import_file
from desktop.sheets.returned import write_marked

FORM_AREAS = "全部网格"


def say(text: str) -> None:
    """Write one line for the person who watches."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def samples() -> list[Path]:
    """Return the sample ledgers, the roster of grid members first: elders name their keepers from it."""
    files = [path for path in (RESOURCES / "samples").iterdir() if path.suffix in (".xlsx", ".xls", ".csv", ".ods")]
    return sorted(files, key=lambda path: ("花名册" not in path.name, path.name))


def take_samples(store: Store, folder: Path) -> None:
    """Import every sample; refused rows go back as a marked sheet."""
    for path in samples():
        results = import_file(store, path, How(accept_good=True))
        for result in results:
            out = result.outcome
            counts = (
                f"读到 {out.read} 行，新增 {out.added}，更新 {out.updated}，未变 {out.unchanged}，未收 {out.refused}"
            )
            say(f"  {path.name}（{result.sheet}）：{counts}")
        marked = folder / f"{path.stem}_未收.xlsx"
        if write_marked(marked, results):
            say(f"    未收的行已标注原因：{marked.name}")


def print_forms(store: Store, folder: Path) -> None:
    """Print every form for all grids."""
    day = store.clock.today().strftime("%Y%m%d")
    for form in FORMS.values():
        path = folder / f"{form.label}_{FORM_AREAS}_{day}.pdf"
        try:
            issued = issue(store, form, Order(), path)
        except Refused as nobody:  # the samples hold no rows for every form
            say(f"  {nobody.what}")
            continue
        say(f"  {path.name}：{issued.rows} 行，{issued.pages} 页，编号 {issued.sheet_no}")


def run(folder: Path) -> int:
    """Do the whole job in an absent or empty folder; return the exit status."""
    secret = os.environ.get("GRIDLEDGER_PASSWORD") or PRACTICE_PASSWORD
    printed, returned = folder / "print", folder / "returned"
    store, recovery = Store.create(folder, secret, Founding(PRACTICE_NAME, PRACTICE_CODE), Clock())
    try:
        say(f"一、新建办公室“{PRACTICE_NAME}”，数据已加密。口令 {secret}，恢复码 {recovery}")
        say("二、导入示例台账（人员全部虚构）：")
        returned.mkdir()
        take_samples(store, returned)
        say("三、打印：")
        printed.mkdir()
        print_forms(store, printed)
    finally:
        store.close()
    say(f"四、已做一份校验过的备份。再看一次：用上面的口令打开 {folder}。")
    say(f"完成。打印好的文件在：{printed}")
    return 0


def main() -> int:
    """Run the demonstration for the folder named on the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return run(Path(sys.argv[1]))
    except OfficeError as trouble:
        sys.stderr.write(f"{trouble.what}{trouble.remedy}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
