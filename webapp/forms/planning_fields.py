"""Fields of planners: numbers, days and lists as people write them; whether they are possible, the scenario checks."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from wtforms import StringField

from webapp.forms.parts import clean, is_number
from webapp.page_words import KINDS, number

LONGEST = 300
_GERMAN = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?", re.ASCII)
_ENGLISH = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?", re.ASCII)
_MOST_DIGITS = 18


class Written(StringField):
    """
    Something written by a person, as JSON knows it; the text stays as it was typed.

    ``data`` is what was read; None for an empty field, which ``required`` ones refuse.
    """

    def __init__(
        self,
        label: Any,
        *,
        read: Callable[[str], Any],
        show: Callable[[Any], str],
        required: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, **kwargs)
        self.read, self.show, self.required = read, show, required
        self.typed: str | None = None

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self.show(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it."""
        if not valuelist:
            return
        self.typed, self.data = valuelist[0][:LONGEST], None
        text = clean(self.typed)
        if text:
            self.data = self.read(text)
        elif self.required:
            raise ValueError(_("Hier fehlt etwas."))


def read_number(text: str) -> int | float:
    """``850.000`` and ``0,05`` in German, ``850,000`` and ``0.05`` in English."""
    text = text.replace("\N{NO-BREAK SPACE}", "").replace(" ", "").removesuffix("€")
    german = get_locale() is None or get_locale().language != "en"
    pattern, group, comma = (_GERMAN, ".", ",") if german else (_ENGLISH, ",", ".")
    if not pattern.fullmatch(text):
        # The other way of writing, where it cannot mean anything else: 0.05 is no thousand.
        pattern, group, comma = (_ENGLISH, ",", ".") if german else (_GERMAN, ".", ",")
    if not pattern.fullmatch(text) or len(text) > _MOST_DIGITS:
        raise ValueError(_("Das ist keine Zahl. Schreiben Sie zum Beispiel 850.000 oder 0,05."))
    found = Decimal(text.replace(group, "").replace(comma, "."))
    return int(found) if found == int(found) else float(found)


def show_number(value: Any) -> str:
    """As ``read_number`` reads it."""
    return number(value) if round(float(value), 2) == float(value) else _exact(value)


def _exact(value: Any) -> str:
    text = f"{Decimal(str(value)):f}"
    return text if get_locale() is not None and get_locale().language == "en" else text.replace(".", ",")


def read_numbers(text: str) -> list[Any]:
    """``50, 75, 100``; with a comma inside a number they are separated by semicolons."""
    return [read_number(part) for part in re.split(r"\s*;\s*" if ";" in text else r"[,\s]+", text) if part]


def show_numbers(values: Any) -> str:
    """As ``read_numbers`` reads them."""
    whole = all(isinstance(value, int) for value in values)
    return ", ".join(map(str, values)) if whole else "; ".join(map(show_number, values))


def read_pairs(text: str) -> list[list[Any]]:
    """``2016: 27.000; 2017: 83.000``, or ``companion: 26``; a kind of need by its code or its word."""
    codes = {str(word).casefold(): code for code, word in KINDS.items()}
    rows: list[list[Any]] = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        key, colon, amount = (piece.strip() for piece in part.partition(":"))
        if not colon:
            raise ValueError(_("Schreiben Sie Paare, zum Beispiel 2016: 27.000; 2017: 83.000."))
        rows.append([int(key) if is_number(key) else codes.get(key.casefold(), key), read_number(amount)])
    return rows


def show_pairs(rows: Any) -> str:
    """As ``read_pairs`` reads them."""
    return "; ".join(f"{KINDS.get(key, key)}: {show_number(amount)}" for key, amount in rows)


def read_day(text: str) -> str:
    """``2016-09-01``, as browsers send it."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(_("Das ist kein Tag. Schreiben Sie zum Beispiel 2016-09-01.")) from None
