"""The words, figures and dates of ``words`` on pages: in the language of whoever looks."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask import has_app_context
from flask_babel import format_date, format_datetime, format_decimal, get_locale, gettext, lazy_gettext

from webapp import availability, words
from webapp.services.kinds import added_kinds

_DATES: Mapping[str, tuple[str, str, str]] = {
    # With the day of the week, short, with the name of the month.
    "de": ("EEE, d. MMM yyyy", "d.M.yyyy", "d. MMMM yyyy"),
    "en": ("EEE, d MMM yyyy", "d MMM yyyy", "d MMMM yyyy"),
}


def _lazy(texts: Mapping[str, str]) -> dict[str, Any]:
    return {code: lazy_gettext(text) for code, text in texts.items()}


KINDS = _lazy(words.KINDS)
QUALIFICATIONS = _lazy(words.QUALIFICATIONS)
EFFORTS = _lazy(words.EFFORTS)
DAYS = _lazy(words.DAYS)


def say(text: str) -> str:
    """A text of the terminal in the language of the page."""
    return str(gettext(text)) if text else ""


def told(text: str | Mapping[str, str]) -> str:
    """A text that was kept in every language; older ones are German only."""
    if isinstance(text, str):
        return text
    return text.get(str(get_locale()), text["de"])


def _known(texts: Mapping[str, str], code: str) -> str:
    return say(texts[code]) if code in texts else words.printable(code)


def kind_words(kind: str) -> str:
    """A kind of need; those that a city added have the words it gave them, in every language."""
    if kind not in words.KINDS and has_app_context() and kind in (added := added_kinds()):
        return added[kind]
    return _known(words.KINDS, kind)


def language_words(code: str) -> str:
    """A language; codes without a name here stay as they are."""
    return _known(words.LANGUAGES, code)


def languages_in_order() -> list[tuple[str, str]]:
    """Codes and names of all languages, by name."""
    return sorted(((code, say(name)) for code, name in words.LANGUAGES.items()), key=lambda pair: pair[1])


def rule_words(code: str) -> str:
    """A rule or finding; a code without a word stays as it is."""
    return say(words.RULES[code]) if code in words.RULES else code


def source_words(source: str) -> str:
    """Where minutes of a way come from."""
    return words.source_words(source, say)


def failure_words(failure: str) -> str:
    """Why a server was no help."""
    return words.failure_words(failure, say)


def weekday_words(day: int) -> str:
    """``dienstags`` for 1."""
    return say(words.WEEKDAYS[day])


def start_words(start: str) -> str:
    """``Di 16:00`` for ``tue 16:00``."""
    day, _, clock = start.partition(" ")
    return f"{_known(words.DAYS, day)} {clock}"


def sentence_of(windows: Iterable[str]) -> str:
    """``Di 16:00-19:00, Sa 9:00-12:00`` for windows as they are kept."""
    return availability.sentence_of(windows, [say(day) for day in availability.SHORT_DAYS])


def number(value: float) -> str:
    """``9.307,75``: at most two decimals, as many as needed."""
    return str(format_decimal(value, "#,##0.##"))


def percent(share: float) -> str:
    """``2,04 %``; zero is only said of what is zero, and more than the whole says only that little is proven."""
    if share > 1:
        return say("über 100 %")
    if words.OPTIMAL_GAP < share < 0.0001:
        return say("unter 0,01 %")
    shown = number(100 * share) if share > words.OPTIMAL_GAP else "0"
    return str(gettext("%(number)s %%", number=shown))


def seconds_words(seconds: float) -> str:
    """``6,6 s``, or ``2 min 05 s``."""
    text = words.seconds_words(seconds)
    return text if _language() == "de" else text.replace(",", ".")


def _language() -> str:
    found = get_locale()
    return found.language if found is not None and found.language in _DATES else "de"


def day_words(day: date | None) -> str:
    """``Mo, 5. Sep. 2016``; empty for none."""
    return str(format_date(day, _DATES[_language()][0])) if day else ""


def short_day_words(day: date | None) -> str:
    """``5.9.2016``; empty for none."""
    return str(format_date(day, _DATES[_language()][1])) if day else ""


def long_day_words(day: date) -> str:
    """``5. September 2016``."""
    return str(format_date(day, _DATES[_language()][2]))


def moment_words(moment: datetime | None, *, rebase: bool = True) -> str:
    """
    ``5.9.2016, 14:32``; empty for none.

    Parameters
    ----------
    rebase
        Whether the moment is UTC and is told in local time.
    """
    pattern = f"{_DATES[_language()][1]}, HH:mm"
    return str(format_datetime(moment, pattern, rebase=rebase)) if moment else ""
