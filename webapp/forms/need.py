"""One need: each kind asks only what it takes to find somebody."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from webapp.forms.parts import Boxes, Degrees, Number, clean, listed, offered
from webapp.models import Need
from webapp.page_words import QUALIFICATIONS, number
from webapp.services.needs import CLOSING_REASONS, NeedEntry, kinds, member_key

HOURS = [f"{half / 2:g}" for half in range(1, 25)]
URGENCIES = (
    ("1", _l("kann warten")),
    ("2", _l("in den nächsten Wochen")),
    ("3", _l("bald")),
    ("4", _l("dringend")),
)
DURATIONS = (("once", _l("einmal")), ("some_weeks", _l("einige Wochen")), ("regular", _l("regelmäßig, jede Woche")))
ICONS: Mapping[str, str] = {
    "companion": "people",
    "interpreting": "translate",
    "language_course": "chat-square-text",
    "further_education": "mortarboard",
    "childrens_activity": "balloon",
    "counselling": "heart",
    "crisis": "life-preserver",
    "authorities": "bank",
    "housing": "house-door",
    "moving": "box-seam",
}
_EVERYTHING = ("hours", "duration", "attendee", "seats", "requires", "place", "wish")
_ASKS: Mapping[str, tuple[str, ...]] = {
    "companion": ("hours", "duration", "requires", "place", "wish"),
    "interpreting": ("hours", "duration", "place", "wish"),
    "authorities": ("hours", "duration", "place", "wish"),
    "housing": ("hours", "duration", "wish"),
    "moving": ("hours", "place", "wish"),
    "crisis": ("hours", "duration", "requires", "wish"),
    "counselling": ("attendee", "wish"),
    "language_course": ("attendee", "wish"),
    "further_education": ("attendee", "wish"),
    "childrens_activity": ("attendee", "seats", "requires", "wish"),
}


def asks(kind: str) -> tuple[str, ...]:
    """What is asked about a need of this kind, besides how urgent it is."""
    return _ASKS.get(kind, _EVERYTHING)


def icon(kind: str) -> str:
    """Name of the kind's picture."""
    return ICONS.get(kind, "three-dots")


class NeedFields(Form):
    """The facts of a need, alone or as a row of the first visit."""

    id = Number()
    version = Number()
    kind = HiddenField()
    hours = SelectField(_l("Wie lange jedes Mal?"), default="2")
    duration = RadioField(_l("Wie oft?"), choices=listed(DURATIONS), default="regular")
    urgency = RadioField(_l("Wie eilig?"), choices=listed(URGENCIES), default="2")
    attendee = SelectField(_l("Für wen?"), default="", validate_choice=False)
    seats = IntegerField(
        _l("Wie viele Plätze?"),
        default=1,
        validators=[Optional(), NumberRange(1, 30, message=_l("Zwischen 1 und 30 Plätzen."))],
    )
    requires = Boxes(_l("Wer kommt, braucht"), choices=listed(QUALIFICATIONS.items()))
    place_name = StringField(
        _l("Anderer Treffpunkt"), filters=[clean], validators=[Length(max=120, message=_l("Höchstens 120 Zeichen."))]
    )
    place_lat = Degrees(most=90)
    place_lon = Degrees(most=180)
    wish = TextAreaField(
        _l("Womit, und durch wen?"),
        filters=[clean],
        validators=[Length(max=500, message=_l("Höchstens 500 Zeichen."))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hours.choices = listed([(value, _("%(n)s Std.", n=number(float(value)))) for value in HOURS])
        self.attendee.choices = listed([("", _("die ganze Familie"))])

    def offer_members(self, members: Sequence[tuple[str, str]]) -> None:
        """Let the need be for one of these: keys and what they are called."""
        self.attendee.choices = listed([("", _("die ganze Familie")), *members])

    def validate_kind(self, field: Any) -> None:
        """Only kinds the city knows."""
        if field.data not in kinds():
            raise ValidationError(_("Diese Art von Bedarf gibt es nicht."))

    def validate_attendee(self, field: Any) -> None:
        """Only somebody of the household."""
        if field.data not in offered(field):
            raise ValidationError(_("Diese Person gehört nicht zum Haushalt."))

    def validate_place_name(self, field: Any) -> None:
        """A meeting place elsewhere needs a point, or the way could not be counted."""
        if self.place() is None and (self.place_lat.data or self.place_lon.data):
            raise ValidationError(_("Der Punkt auf der Karte ist unvollständig."))

    def place(self) -> tuple[float, float] | None:
        """The point of another meeting place."""
        lat, lon = self.place_lat.data, self.place_lon.data
        return None if lat is None or lon is None else (lat, lon)

    def entry(self) -> NeedEntry:
        """What was entered."""
        return NeedEntry(
            id=self.id.data,
            version=self.version.data,
            kind=self.kind.data,
            hours=float(self.hours.data),
            duration=self.duration.data,
            urgency=int(self.urgency.data),
            attendee=self.attendee.data or "",
            seats=self.seats.data or 1,
            requires=tuple(self.requires.data or ()),
            wish=self.wish.data or "",
            place=self.place(),
            place_name=self.place_name.data or "",
        )


def need_values(need: Need) -> dict[str, Any]:
    """A saved need as a form shows it."""
    return {
        "id": need.id,
        "version": need.version,
        "kind": need.kind,
        "hours": f"{need.hours:g}",
        "duration": need.duration,
        "urgency": str(need.urgency),
        "attendee": member_key(need.attendee) if need.attendee else "",
        "seats": need.seats,
        "requires": need.requires,
        "place_name": need.place_name,
        "place_lat": need.place_lat,
        "place_lon": need.place_lon,
        "wish": need.wish,
    }


class NeedForm(NeedFields, FlaskForm):
    """A need on a page of its own."""


class CloseForm(FlaskForm):
    """Why a need is open no longer, and what becomes of its match."""

    version = Number()
    reason = RadioField(
        _l("Warum?"),
        choices=listed(
            zip(CLOSING_REASONS, (_l("Erledigt"), _l("Nicht mehr gewünscht"), _l("Weggezogen")), strict=True)
        ),
        validators=[InputRequired(message=_l("Bitte wählen Sie einen Grund."))],
    )
    end_match = HiddenField()
