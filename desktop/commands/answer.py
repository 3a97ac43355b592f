"""Answers of the command line: a value for JSON, lines for people. The window begins here, too: it is light."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

DONE, REFUSED, USAGE, WITH_PROBLEMS = 0, 1, 2, 3


@dataclass(frozen=True)
class Answer:
    """What a command says: the JSON value, the lines for people, and the exit status (CLI.md)."""

    value: Any
    lines: Sequence[str] = field(default=())
    status: int = DONE


def give(answer: Answer, *, as_json: bool) -> int:
    """Write the answer to stdout and return the exit status."""
    if as_json:
        sys.stdout.write(json.dumps(answer.value, ensure_ascii=False, indent=None) + "\n")
    elif answer.lines:
        sys.stdout.write("\n".join(answer.lines) + "\n")
    sys.stdout.flush()
    return answer.status
