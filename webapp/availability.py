"""Weekly times as a sentence people can type: ``Di 16:00-19:00, Sa 9:00-12:00``."""

import re
from collections.abc import Iterable, Sequence

from matcher.week import DAYS, Window, clock, merged, parse_window

SHORT_DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_LONG_DAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_NUMBER = {
    **{name.lower(): number for number, name in enumerate(SHORT_DAYS)},
    **{name: number for number, name in enumerate(_LONG_DAYS)},
    **{f"{name}s": number for number, name in enumerate(_LONG_DAYS)},
    **{name: number for number, name in enumerate(DAYS)},
    **{name: number for number, name in enumerate(_ENGLISH_DAYS)},
    **{f"{name}s": number for number, name in enumerate(_ENGLISH_DAYS)},
    "sonnabend": 5, "sonnabends": 5,
}  # fmt: skip
_DAY = r"[a-zäöü]+\.?"
_TIME = r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*uhr)?"
# Words need space around them: where "und" could also be letters of a day, a long text would take for ever.
_NEXT_DAY = rf"(?:\s*[-,+/]\s*|\s+(?:und|and|bis|to)\s+){_DAY}"
_DAYS_PART = re.compile(rf"(?P<days>{_DAY}(?:{_NEXT_DAY})*)\s*[,:]?\s*(?=\d)")
_HOURS = re.compile(rf"{_TIME}\s*(?:-|bis|to)\s*{_TIME}")
_BETWEEN = re.compile(r"\s*(?:,|;|und|and|\n|\s)\s*")
_SPAN = re.compile(rf"({_DAY})\s*(?:-|bis|to)\s*({_DAY})")


class UnclearTimes(ValueError):
    """
    A sentence that does not say when.

    Attributes
    ----------
    part
        What could not be understood.
    """

    def __init__(self, part: str) -> None:
        super().__init__("unclear times")
        self.part = part.strip()[:40]


def windows_from_sentence(text: str) -> list[str]:
    """
    Windows such as ``tue 16:00-19:00``, as few as possible, in order of the week; none for an empty sentence.

    Understands ``Di 16-19``, ``Mo-Fr 9:00-12:00, 14 bis 16 Uhr``, ``dienstags und donnerstags 9.30-11 Uhr``, and the
    same in English.

    Raises
    ------
    UnclearTimes
        When a part names no day, or no hours on the half hour with start before end.
    """
    rest = re.sub(r"[–—−]", "-", text.lower()).strip(" ,;.\n\t\r")
    found: list[Window] = []
    days: list[int] = []
    while rest:
        part = _DAYS_PART.match(rest)
        if part:
            days = _days_of(part["days"])
            rest = rest[part.end() :]
        hours = _HOURS.match(rest)
        if not hours or not days:
            raise UnclearTimes(rest)
        found += [_window(day, hours) for day in days]
        rest = rest[hours.end() :].lstrip(" .")
        if rest:
            rest = rest[_separator(rest) :]
    return [str(window) for window in merged(found)]


def _separator(rest: str) -> int:
    gap = _BETWEEN.match(rest)
    return gap.end() if gap else 0


def _days_of(text: str) -> list[int]:
    """Numbers of the days in ``mo-fr`` or ``di und do``."""
    days: list[int] = []
    position = 0
    while position < len(text):
        span = _SPAN.match(text, position)
        if span:
            first, last = _day(span[1]), _day(span[2])
            if first > last:
                raise UnclearTimes(span[0])
            days += range(first, last + 1)
            position = span.end()
        else:
            one = re.compile(_DAY).match(text, position)
            if one is None:
                raise UnclearTimes(text)
            days.append(_day(one[0]))
            position = one.end()
        gap = re.compile(r"\s*(?:,|und|and|\+|/)?\s*").match(text, position)
        position = gap.end() if gap else position
    return days


def _day(word: str) -> int:
    number = _DAY_NUMBER.get(word.rstrip("."))
    if number is None:
        raise UnclearTimes(word)
    return number


def _window(day: int, hours: re.Match[str]) -> Window:
    hour, minute, end_hour, end_minute = hours.groups()
    text = f"{DAYS[day]} {int(hour):02d}:{minute or '00'}-{int(end_hour):02d}:{end_minute or '00'}"
    try:
        return parse_window(text)
    except ValueError:
        raise UnclearTimes(f"{SHORT_DAYS[day]} {hours[0]}") from None


def sentence_of(windows: Iterable[str], days: Sequence[str] = SHORT_DAYS) -> str:
    """``Di 16:00-19:00, Sa 9:00-12:00`` for windows as they are kept, with these names of the days."""
    parsed = merged(parse_window(window) for window in windows)
    return ", ".join(f"{days[w.day]} {_clock(w.first)}-{_clock(w.end)}" for w in parsed)


def _clock(cell: int) -> str:
    return clock(cell).lstrip("0") if cell >= 2 else clock(cell)
