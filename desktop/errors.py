"""What the clerk is told when something can't be done; bugs become a numbered note without personal data."""

import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from db.clock import Clock
from db.trouble import Cancelled, OfficeError

Tell = Callable[[str], None]


def words_of(error: BaseException, logs: Path) -> str:
    """Return what to show for an error; a bug is written into the log folder first. Empty for a cancelled job."""
    if isinstance(error, Cancelled):
        return ""
    if isinstance(error, OfficeError):
        return f"{error.what}{error.remedy}"
    number = note(error, logs)
    return f"程序出了意外，已记下编号 {number}，数据没有受影响。可继续使用；再出现时请把编号告诉技术人员。"


def note(error: BaseException, logs: Path) -> str:
    """Write where a bug happened, file and line only: values may be personal data. Return its number."""
    number = Clock().now().strftime("%Y%m%d-%H%M%S")
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    logs.mkdir(parents=True, exist_ok=True)
    (logs / f"{number}.txt").write_text("\n".join([type(error).__name__, *lines]) + "\n", "utf-8")
    return number


def catch_all(logs: Path, tell: Tell) -> None:
    """Let no exception end the program: it is noted and told."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        words = words_of(error, logs)
        if words:
            tell(words)

    sys.excepthook = hook
