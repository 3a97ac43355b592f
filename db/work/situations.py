"""情况代码: what a clerk types of a visit in a few digits, and what it means in words.

The first digit says who was met (1 见到本人, 2 家属告知, 3 未遇); 0 behind it: everything on the list is in order;
4 to 9 behind it name what is not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import normalize

from db.ledgers.services import Reached
from db.work.recording import NORMAL, ODD

MET = {"1": Reached.SEEN, "2": Reached.TOLD_BY_FAMILY, "3": Reached.MISSED}
ITEMS = {"4": "health", "5": "mood", "6": "safety", "7": "hygiene", "8": "supplies", "9": "support"}
HINT = "1 见到 2 家属 3 未遇；后加 0 都正常，或 4 健康 5 精神 6 安全 7 卫生 8 物资 9 赡养有异常"


@dataclass(frozen=True)
class Situation:
    """What the digits say: whom the visitor met, and the answers of the check-list."""

    reached: Reached
    findings: Mapping[str, tuple[str, str]]

    def words(self, labels: Mapping[str, str]) -> str:
        """Return 见到本人；健康、安全异常. labels: of the check-list's items."""
        odd = [labels.get(item, item) for item, (answer, _) in self.findings.items() if answer == ODD]
        found = f"{'、'.join(odd)}异常" if odd else "查看都正常" if self.findings else ""
        return "；".join(part for part in (self.reached.label, found) if part)


def read_situation(typed: str) -> Situation | str:
    """Return what the digits mean, or why not; nothing typed means 见到本人."""
    text = re.sub(r"[\s,，、]", "", normalize("NFKC", typed))
    if not text:
        return Situation(Reached.SEEN, {})
    if text[0] not in MET or not re.fullmatch(r"[04-9]*", text[1:]):
        return "情况代码看不懂：先写 1、2 或 3，再写 0 或 4 到 9。"
    reached = MET[text[0]]
    if reached is Reached.MISSED and text[1:]:
        return "没有见到人，不能填查看情况。"
    odd = [ITEMS[digit] for digit in dict.fromkeys(text[1:]) if digit in ITEMS]
    if not text[1:]:
        return Situation(reached, {})
    return Situation(reached, {item: (ODD if item in odd else NORMAL, "") for item in ITEMS.values()})
