"""Fields that several forms share: rows that can be added, times as a sentence, a point on the map, clean text."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import gettext as _
from wtforms import (
    DecimalField,
    FieldList,
    HiddenField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from webapp.availability import UnclearTimes, windows_from_sentence
from webapp.page_words import sentence_of

MOST_DIGITS = 6
"""Of a number in the name of a field or in a hidden one."""


class Rows(FieldList):
    """Rows of a form that the browser adds; a name that is no small number is no row."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        for name in formdata:
            if name.startswith(f"{prefix}-"):
                number = name[len(prefix) + 1 :].split("-", 1)[0]
                if is_number(number):
                    yield int(number)

    def _compact_indices(self) -> None:
        """Leave the numbers as the browser gave them: needs and answers name rows by them."""


class WeekTimes(StringField):
    """Weekly times, typed as a sentence; ``data`` is the list of windows, the text stays as it was typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed: str | None = None

    def _value(self) -> str:
        return self.typed if self.typed is not None else sentence_of(self.data or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the sentence."""
        if not valuelist:
            return
        self.typed = valuelist[0][:500]
        try:
            self.data = windows_from_sentence(clean(self.typed) or "")
        except UnclearTimes as unclear:
            self.data = []
            raise ValueError(
                _("Das ist nicht zu verstehen: „%(part)s“. Schreiben Sie zum Beispiel Di 16:00-19:00, Sa 9-12.",
                  part=unclear.part)
            ) from None  # fmt: skip


class Number(HiddenField):
    """A whole number the page itself put there; anything else is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it."""
        self.data = int(valuelist[0]) if valuelist and is_number(valuelist[0], 18) else None


class Degrees(HiddenField):
    """A latitude or longitude from the map; none where the map was not used."""

    def __init__(self, *args: Any, most: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            found = float(text.replace(",", "."))
        except ValueError:
            found = float("nan")
        if not -self.most <= found <= self.most:
            raise ValueError(_("Dieser Punkt liegt auf keiner Karte. Klicken Sie noch einmal."))
        self.data = round(found, 6)


class Coordinate(DecimalField):
    """Degrees; a comma is how people here write them."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read either way of writing; what is no number, or no finite one, is refused."""
        try:
            super().process_formdata([text.strip().replace(",", ".") for text in valuelist])
        except ValueError:
            raise ValueError(_("Das ist keine Zahl.")) from None
        found: Any = getattr(self, "data", None)
        if found is not None and not found.is_finite():
            self.data = None
            raise ValueError(_("Das ist keine Zahl."))


class Between:
    """A date from one to another, both included; each may be a function."""

    def __init__(self, first: Any = None, last: Any = None) -> None:
        self.first, self.last = first, last

    def __call__(self, _form: Any, field: Any) -> None:
        """Refuse a date outside."""
        first = self.first() if callable(self.first) else self.first
        last = self.last() if callable(self.last) else self.last
        if field.data is None:
            return
        if first is not None and field.data < first:
            raise ValidationError(_("Das liegt zu weit zurück."))
        if last is not None and field.data > last:
            raise ValidationError(_("Das liegt zu weit in der Zukunft."))


class Boxes(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def listed(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Codes and words as the choices of a field."""
    return [SelectChoice(code, words) for code, words in pairs]


def offered(field: Any) -> set[str]:
    """The values a list offers."""
    return {choice.value for choice in field.choices}


def is_number(text: str, digits: int = MOST_DIGITS) -> bool:
    """Whether the text is a whole number of a few digits."""
    return text.isascii() and text.isdigit() and len(text) <= digits


def clean(text: Any) -> Any:
    """Text without blanks around it and without what a database cannot keep."""
    return text.replace("\x00", "").strip() if isinstance(text, str) else text


def nothing(text: Any) -> Any:
    """None for an empty text."""
    return text or None
