"""gui, shots: what needs the window."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from db.clock import Clock
from desktop.commands.answer import Answer

if TYPE_CHECKING:
    from db.store.store import Store


def run_gui(words: Namespace, clock: Clock) -> Answer:
    """Open the window and wait until it is closed."""
    from desktop.app import run_window

    folder = None if words.office is None else Path(words.office)
    return Answer({"closed": True}, (), run_window(folder, clock))


def run_shots(store: "Store", words: Namespace) -> Answer:
    """Take a picture of every page of the open office, without a screen."""
    from desktop.shots import take_shots

    made = [str(path) for path in take_shots(store, words.outdir, words.size, words.base)]
    return Answer(made, [f"已拍 {len(made)} 张图，存到 {words.outdir}。"])
