"""The year July 2027 to June 2028 of 200 invented people, counted as one would on squared paper.

Every person is a row, every day a square: where they are registered (a grid), whether they are at home, what rhythm of
visits they are owed (w, m, q or nothing), whether they count among the elders in special difficulty, and whether a
visit that counts was paid. Everything expected is read off the squares. It shares no code with the product and was
written before it; `python count_by_hand.py` draws the people and writes all the .csv files beside it anew.
"""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).parent
FIRST, LAST = date(2027, 7, 1), date(2028, 6, 30)
PAPER_FROM = date(2027, 4, 1)  # the squared paper begins a quarter earlier: what was missed before is overdue after
GRIDS = ("一网格", "二网格", "三网格", "四网格")
DAY = timedelta(days=1)
SPECIAL = {
    "lives_alone", "empty_nest", "left_behind", "disabled_ability", "semi_disabled", "severe_disability",
    "family_planning_special",
}  # fmt: skip
LADDER = (
    ("dementia", 60, "high"), ("lives_alone", 80, "high"), ("empty_nest", 80, "high"), ("left_behind", 80, "high"),
    ("disabled_ability", 60, "key"), ("semi_disabled", 60, "key"), ("severe_disability", 60, "key"),
    ("extreme_poverty", 0, "key"), ("family_planning_special", 0, "key"), ("", 65, "general"),
)  # fmt: skip
RHYTHM = {"high": "week", "key": "month", "general": "quarter"}
SOON = {"week": 2, "month": 5, "quarter": 14}
EXTRA_DAYS = (date(2027, 12, 29), date(2028, 1, 1), date(2028, 2, 28), date(2028, 3, 14))


# -- the people: drawn once, by a fixed seed -----------------------------------------------------------------------


class Drawn:
    """The six sheets an office would hand over."""

    def __init__(self):
        self.people, self.homes, self.tags, self.plans = [], [], [], []
        self.absences, self.events, self.visits = [], [], []


def draw():
    pick, drawn = random.Random(20270701), Drawn()
    for no in range(1, 201):
        birth = date(pick.randint(1930, 1966), pick.randint(1, 12), pick.randint(1, 28))
        if no in (7, 8):
            birth = date(1948, 2, 29)  # 80 on the leap day itself
        if no in (9, 10):
            birth = date(1968, 2, 29)  # 60 on the leap day itself
        drawn.people.append((no, f"老人{no:03}", birth))
        draw_homes(pick, drawn, no)
        draw_tags(pick, drawn, no)
        draw_rest(pick, drawn, no)
        draw_visits(pick, drawn, no)
    return drawn


def some_day(pick):
    return FIRST + DAY * pick.randrange((LAST - FIRST).days + 1)


def draw_homes(pick, drawn, no):
    grid, since = GRIDS[no % 4], date(2020, 1, 1)
    if no % 25 == 3:  # came during the year, some on the 23rd, 24th, 25th, 26th
        since = some_day(pick).replace(day=pick.choice((1, 2, 15, 23, 24, 25, 26, 28)))
    other = GRIDS[(no + 1) % 4]
    turn = max(some_day(pick), since + DAY)
    back = turn + DAY * pick.randint(3, 70)
    chain = {
        1: [(grid, "living_here", turn), (other, "living_here", None)],  # to another grid
        2: [(grid, "living_here", turn), (grid, "deceased", None)],
        4: [(grid, "living_here", turn), (grid, "moved_out", None)],
        5: [(grid, "living_here", turn), (grid, "away", back), (grid, "living_here", None)],
        6: [(grid, "living_here", turn), (other, "living_here", back), (other, "deceased", None)],
    }.get(no % 15, [(grid, "living_here", None)])
    for where, status, until in chain:
        drawn.homes.append((no, where, status, since, until))
        since = until


def draw_tags(pick, drawn, no):
    kinds = ("lives_alone", "empty_nest", "left_behind", "disabled_ability", "severe_disability", "dementia",
             "extreme_poverty", "family_planning_special", "minimum_living", "semi_disabled")  # fmt: skip
    for tag in pick.sample(kinds, pick.choice((0, 1, 1, 1, 2))):
        since, until = date(2021, 5, 1), None
        change = pick.random()
        if change < 0.2:
            since = some_day(pick)
        elif change < 0.35:
            until = some_day(pick)
        drawn.tags.append((no, tag, since, until))


def draw_rest(pick, drawn, no):
    if no % 12 == 0:
        drawn.plans.append((no, "", pick.choice(("week", "month")), some_day(pick), None))
    if no % 17 == 0:
        turn = some_day(pick)
        drawn.plans.append((no, pick.choice(("high", "key")), "", date(2022, 1, 1), turn))
        drawn.plans.append((no, "general", "", turn, None))
    if no % 9 == 0:
        since = some_day(pick)
        drawn.absences.append((no, "hospital", since, since + DAY * pick.randint(2, 60)))
    if no % 40 == 11:
        drawn.absences.append((no, "travel", some_day(pick), None))
    if no % 8 == 0:
        drawn.events.append((no, pick.choice(("discharged", "bereaved", "fall", "alone")), some_day(pick)))
    if no % 29 == 0:
        drawn.events.append((no, "other", some_day(pick)))  # no rule names it


def draw_visits(pick, drawn, no):
    habit = pick.choice((5, 9, 25, 33, 80))
    day = date(2027, 4, 1) + DAY * pick.randrange(habit)
    while day <= LAST:
        kind = pick.choice(("visit", "visit", "welfare_check", "errand"))
        method = pick.choice(("door",) * 6 + ("phone", "video", ""))
        reached = pick.choice(("seen",) * 6 + ("missed", "told_by_family"))
        entered = day + DAY * (pick.randint(2, 40) if pick.random() < 0.1 else 0)  # 补录
        drawn.visits.append((no, day, kind, method, reached, entered))
        day += DAY * max(1, int(pick.gauss(habit, habit / 3)))


# -- the squared paper -----------------------------------------------------------------------------------------------


def years_old(birth, day):
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def holds(row_from, row_to, day):
    return (row_from is None or row_from <= day) and (row_to is None or day < row_to)


class Square:
    """What one person is on one day. rhythm: what they are owed; home: can be visited; special: counts for the rate."""

    def __init__(self, drawn, no, birth, day):
        home = [row for row in drawn.homes if row[0] == no and holds(row[3], row[4], day)]
        self.status = home[0][2] if home else ""
        self.grid = home[0][1] if home else ""
        ours = self.status in ("living_here", "away")
        tags = {row[1] for row in drawn.tags if row[0] == no and holds(row[2], row[3], day)}
        plan = [row for row in drawn.plans if row[0] == no and holds(row[3], row[4], day)]
        age = years_old(birth, day)
        steps = [step[2] for step in LADDER if (not step[0] or step[0] in tags) and age >= step[1]]
        risk = (plan[0][1] if plan else "") or (steps[0] if steps else "")
        self.risk = risk if ours else ""
        self.rhythm = ((plan[0][2] if plan else "") or RHYTHM.get(risk, "")) if ours else ""
        gone = [row for row in drawn.absences if row[0] == no and holds(row[2], row[3], day)]
        self.home = self.status == "living_here" and not gone
        self.special = self.status == "living_here" and age >= 60 and bool(tags & SPECIAL)
        self.visited = any(
            row[0] == no and row[1] == day and row[2] in ("visit", "welfare_check")
            and row[3] not in ("phone", "video") and row[4] == "seen"
            for row in drawn.visits
        )  # fmt: skip


def paper(drawn):
    """Return {no: {day: square}}."""
    sheets = {}
    for no, _, birth in drawn.people:
        own = Drawn()
        for name in ("homes", "tags", "plans", "absences", "visits"):
            setattr(own, name, [row for row in getattr(drawn, name) if row[0] == no])
        squares, day = {}, PAPER_FROM
        while day <= LAST:
            squares[day] = Square(own, no, birth, day)
            day += DAY
        sheets[no] = squares
    return sheets


# -- reading off --------------------------------------------------------------------------------------------------


def same_window(rhythm, one, other):
    if rhythm == "week":
        return one - DAY * one.weekday() == other - DAY * other.weekday()
    if rhythm == "month":
        return (one.year, one.month) == (other.year, other.month)
    return (one.year, (one.month - 1) // 3) == (other.year, (other.month - 1) // 3)


def window(rhythm, day):
    """Walk out from the day to both edges of its window."""
    first = last = day
    while same_window(rhythm, first - DAY, day):
        first -= DAY
    while same_window(rhythm, last + DAY, day):
        last += DAY
    return first, last


def check_day(rhythm, first, last):
    """By this day one must have been owed the rhythm, else the window is not asked for: Monday, or the 24th."""
    return first if rhythm == "week" else date(last.year, last.month, 24)


def seen_between(squares, first, last):
    return any(squares[first + DAY * step].visited for step in range((last - first).days + 1)
               if first + DAY * step in squares)  # fmt: skip


def is_asked(squares, rhythm, first, last):
    """A window counts if the rhythm was owed from the check day to its end and the person could be visited then."""
    check = squares.get(check_day(rhythm, first, last))
    return bool(check) and check.rhythm == rhythm and squares[last].rhythm == rhythm and squares[last].home


def state(drawn, squares, no, day):
    """Return (state, first, last) of a person on a day; an empty state where nothing is owed."""
    now = squares[day]
    if not now.rhythm:
        return "", "", ""
    first, last = window(now.rhythm, day)
    if now.home and now.risk == "high":
        for _, kind, on in sorted((row for row in drawn.events if row[0] == no), key=lambda row: row[2]):
            if kind != "other" and on <= day and not seen_between(squares, on, day):
                return ("overdue" if day > on + DAY else "due_soon"), on, on + DAY
    if seen_between(squares, first, day):
        return "visited", first, last
    if not now.home:
        return "not_due", first, last
    before = window(now.rhythm, first - DAY)
    if is_asked(squares, now.rhythm, *before) and not seen_between(squares, *before):
        return "overdue", first, last
    check = check_day(now.rhythm, first, last)
    if check <= day and squares[check].rhythm != now.rhythm:
        return "not_due", first, last
    return ("due_soon" if (last - day).days < SOON[now.rhythm] else "due_now"), first, last


def month_days(day):
    days = []
    one = day.replace(day=1)
    while one.month == day.month:
        days.append(one)
        one += DAY
    return days


def month(squares, days):
    """Return (due, visited, grid) of one person in one month of the rate."""
    visited = any(squares[day].visited for day in days)
    grids = [squares[day].grid for day in days if squares[day].status in ("living_here", "away")]
    on_first = squares[days[0]].special
    ended = squares[days[-1]].status in ("deceased", "moved_out")
    newcomer = not on_first and any(squares[day].special for day in days if 1 < day.day < 25)
    due = (on_first or newcomer) and (visited or not ended)
    return due, due and visited, grids[-1] if grids else ""


def month_ends():
    day, found = FIRST, []
    while day <= LAST:
        if (day + DAY).day == 1:
            found.append(day)
        day += DAY
    return found


def count(drawn):
    sheets = paper(drawn)
    rates, windows, states = [], [], []
    for end in month_ends():
        days = month_days(end)
        told = {no: month(squares, days) for no, squares in sheets.items()}
        for grid in ("", *GRIDS):
            due = [no for no, one in told.items() if one[0] and grid in ("", one[2])]
            done = [no for no, one in told.items() if one[1] and grid in ("", one[2])]
            rates.append((f"{end:%Y-%m}", grid or "合计", len(due), len(done), spaced(due), spaced(done)))
        asked = []
        for no, squares in sheets.items():
            for rhythm in SOON:
                for day in days:
                    first, last = window(rhythm, day)
                    if day == last and first >= PAPER_FROM and is_asked(squares, rhythm, first, last):
                        asked.append((no, seen_between(squares, first, last)))
        windows.append((f"{end:%Y-%m}", len(asked), sum(done for _, done in asked)))
    for day in sorted((*month_ends(), *EXTRA_DAYS)):
        for no, squares in sheets.items():
            found = state(drawn, squares, no, day)
            states.append((day, no, squares[day].risk, squares[day].rhythm, *found))
    return rates, windows, states


def spaced(numbers):
    return " ".join(map(str, numbers))


def write(name, heads, rows):
    with (HERE / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [heads, *(["" if cell is None else cell for cell in row] for row in rows)]
        )


def main():
    drawn = draw()
    write("people", ["no", "name", "birth"], drawn.people)
    write("homes", ["no", "grid", "status", "since", "until"], drawn.homes)
    write("tags", ["no", "tag", "since", "until"], drawn.tags)
    write("plans", ["no", "risk_class", "cycle", "since", "until"], drawn.plans)
    write("absences", ["no", "kind", "since", "until"], drawn.absences)
    write("events", ["no", "kind", "on"], drawn.events)
    write("visits", ["no", "day", "kind", "method", "reached", "entered"], drawn.visits)
    rates, windows, states = count(drawn)
    write("expected_rates", ["month", "grid", "due", "visited", "due_people", "visited_people"], rates)
    write("expected_windows", ["month", "asked", "done"], windows)
    write("expected_states", ["day", "no", "risk_class", "cycle", "state", "window_start", "window_end"], states)


if __name__ == "__main__":
    main()
