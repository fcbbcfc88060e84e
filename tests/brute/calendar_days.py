# SPDX-License-Identifier: GPL-3.0-or-later
"""Days as ordinals, periods as labels, event windows: the calendar of the brute-force twin."""
import calendar
import re
from datetime import date

OPEN = date.max.toordinal()


def day(text):
    return date.fromisoformat(text.strip()).toordinal()


def closing_day(text):
    """An empty end, or one in the year 9999, is open."""
    text = text.strip()
    if text == "" or text.startswith("9999"):
        return OPEN
    return day(text)


def opening_day(text):
    return 1 if text.strip() == "" else day(text)


def month_days(year, first, last):
    """The first and last day of the months first..last of a year."""
    end = date(year, last, calendar.monthrange(year, last)[1])
    return date(year, first, 1).toordinal(), end.toordinal()


def period_of(kind, number):
    """(label, first day, last day) of the calendar period that holds the day."""
    d = date.fromordinal(number)
    if kind == "day":
        return d.isoformat(), number, number
    if kind == "week":
        year, week, weekday = d.isocalendar()
        first = number - (weekday - 1)
        return "%04d-W%02d" % (year, week), first, first + 6
    if kind == "month":
        return ("%04d-%02d" % (d.year, d.month),) + month_days(d.year, d.month, d.month)
    if kind == "quarter":
        quarter = (d.month - 1) // 3
        return ("%04d-Q%d" % (d.year, quarter + 1),
                ) + month_days(d.year, 3 * quarter + 1, 3 * quarter + 3)
    if kind == "half":
        half = (d.month - 1) // 6
        return ("%04d-H%d" % (d.year, half + 1),) + month_days(d.year, 6 * half + 1, 6 * half + 6)
    if kind == "year":
        return ("%04d" % d.year,) + month_days(d.year, 1, 12)
    raise ValueError(kind)


def period_bounds(text):
    """First and last day of 2019, 2019-H1, 2019-Q2, 2019-04, 2019-W05 or a day, as written."""
    year = int(text[:4])
    rest = text[5:]
    if rest == "":
        return month_days(year, 1, 12)
    if rest[0] == "H":
        half = int(rest[1:])
        return month_days(year, 6 * half - 5, 6 * half)
    if rest[0] == "Q":
        quarter = int(rest[1:])
        return month_days(year, 3 * quarter - 2, 3 * quarter)
    if rest[0] == "W":
        first = date.fromisocalendar(year, int(rest[1:]), 1).toordinal()
        return first, first + 6
    if "-" not in rest:
        return month_days(year, int(rest), int(rest))
    return day(text), day(text)


def months_away(number, months):
    """The same day of the month so many months away, at most that month's last day."""
    d = date.fromordinal(number)
    months += d.year * 12 + d.month - 1
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(d.day, calendar.monthrange(year, month)[1])).toordinal()


def away(number, count, unit):
    if unit == "d":
        return number + count
    if unit == "w":
        return number + 7 * count
    return months_away(number, count * (12 if unit == "y" else 1))


def event_windows(period, start):
    """{before: (first, last), after: (first, last)} about a start day, for event:12m."""
    count, unit = re.fullmatch(r"event:(\d+)([dwmy])", period).groups()
    count = int(count)
    return {
        "before": (away(start, -count, unit), start - 1),
        "after": (start, away(start, count, unit) - 1),
    }
