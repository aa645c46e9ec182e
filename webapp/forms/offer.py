"""An offer: what, where, when, for whom."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from webapp.forms.household import FIRST_DAY, DayField, LanguageFields, best_levels, last_day
from webapp.forms.parts import Between, Degrees, Number, Rows, WeekTimes, clean, listed, offered
from webapp.models import District, Offer, Organisation
from webapp.services.households import district_centre
from webapp.services.needs import kinds

_AGE = _l("Ein Alter zwischen 0 und 120.")


class OfferForm(FlaskForm):
    """Everything about an offer."""

    version = Number()
    title = StringField(
        _l("Wie heißt das Angebot?"),
        filters=[clean],
        validators=[
            InputRequired(message=_l("Bitte geben Sie dem Angebot einen Namen.")),
            Length(max=120, message=_l("Höchstens 120 Zeichen.")),
        ],
    )
    organisation_id = SelectField(_l("Träger"), validate_choice=False)
    kind = SelectField(_l("Art"), validate_choice=False)
    address = StringField(
        _l("Adresse"), filters=[clean], validators=[Length(max=200, message=_l("Höchstens 200 Zeichen."))]
    )
    district_code = SelectField(_l("Stadtbezirk"), validate_choice=False)
    lat = Degrees(most=90)
    lon = Degrees(most=180)
    times = WeekTimes(_l("Wann findet es statt?"))
    seats = IntegerField(
        _l("Plätze"),
        validators=[
            InputRequired(message=_l("Wie viele Plätze gibt es?")),
            NumberRange(0, 10_000, message=_l("Zwischen 0 und 10 000 Plätzen.")),
        ],
    )
    age_from = IntegerField(_l("Alter von"), validators=[Optional(), NumberRange(0, 120, message=_AGE)])
    age_to = IntegerField(_l("bis"), validators=[Optional(), NumberRange(0, 120, message=_AGE)])
    gender = SelectField(
        _l("Für wen?"),
        choices=listed([("", _l("alle")), ("f", _l("nur Frauen und Mädchen")), ("m", _l("nur Männer und Jungen"))]),
        default="",
    )
    language_free = BooleanField(_l("Keine gemeinsame Sprache nötig, etwa beim Deutschkurs oder Fußball"))
    languages = Rows(FormField(LanguageFields), max_entries=20)
    term_from = DayField(_l("Erster Tag"), validators=[Optional(), Between(FIRST_DAY, last_day)])
    term_until = DayField(_l("Letzter Tag"), validators=[Optional(), Between(FIRST_DAY, last_day)])

    def prepare(self, organisations: Sequence[Organisation], districts: Sequence[District]) -> None:
        """Fill the lists to choose from."""
        blank = ("", _("bitte wählen"))
        self.organisation_id.choices = listed([blank, *((str(row.id), row.name) for row in organisations)])
        self.kind.choices = listed([blank, *sorted(kinds().items(), key=lambda pair: pair[1])])
        self.district_code.choices = listed([("", _("bitte wählen")), *((row.code, row.name) for row in districts)])

    def validate_organisation_id(self, field: Any) -> None:
        """One of those there are."""
        if not field.data or field.data not in offered(field):
            raise ValidationError(_("Bitte wählen Sie einen Träger."))

    def validate_kind(self, field: Any) -> None:
        """One of those there are."""
        if not field.data or field.data not in offered(field):
            raise ValidationError(_("Bitte wählen Sie eine Art."))

    def validate_district_code(self, field: Any) -> None:
        """A place is needed, from the map or as the middle of a district."""
        if field.data and field.data not in offered(field):
            raise ValidationError(_("Diesen Stadtbezirk gibt es nicht."))
        if self.point() is None:
            raise ValidationError(_("Bitte wählen Sie einen Stadtbezirk oder einen Punkt auf der Karte."))

    def validate_times(self, field: Any) -> None:
        """It takes place at least once a week."""
        if not field.data and not field.process_errors:
            raise ValidationError(_("Wann findet es statt? Zum Beispiel Mo 9:00-11:00."))

    def validate_age_to(self, field: Any) -> None:
        """The oldest is not younger than the youngest."""
        youngest, oldest = self.ages()
        if oldest < youngest:
            raise ValidationError(_("Das höchste Alter liegt unter dem niedrigsten."))

    def validate_term_until(self, field: Any) -> None:
        """It ends after it begins."""
        if field.data is not None and self.term_from.data is not None and field.data < self.term_from.data:
            raise ValidationError(_("Der letzte Tag liegt vor dem ersten."))

    def ages(self) -> tuple[int, int]:
        """Youngest and oldest; everybody where nothing was entered."""
        youngest, oldest = self.age_from.data, self.age_to.data
        return (0 if youngest is None else youngest, 120 if oldest is None else oldest)

    def point(self) -> tuple[float, float] | None:
        """Where it takes place; None where nobody said."""
        lat, lon = self.lat.data, self.lon.data
        if lat is not None and lon is not None:
            return lat, lon
        return district_centre(self.district_code.data or "")

    def facts(self) -> dict[str, Any]:
        """Columns of the offer by name."""
        point = self.point()
        assert point is not None
        youngest, oldest = self.ages()
        return {
            "title": self.title.data,
            "organisation_id": int(self.organisation_id.data),
            "kind": self.kind.data,
            "address": self.address.data or "",
            "lat": point[0],
            "lon": point[1],
            "times": self.times.data,
            "seats": self.seats.data,
            "age_from": youngest,
            "age_to": oldest,
            "gender": self.gender.data or None,
            "language_free": self.language_free.data,
            "languages": best_levels(self.languages),
            "term_from": self.term_from.data,
            "term_until": self.term_until.data,
        }


def offer_values(offer: Offer) -> dict[str, Any]:
    """A saved offer as the form shows it."""
    names = (
        "version", "title", "kind", "address", "lat", "lon", "times", "seats", "language_free", "term_from",
        "term_until",
    )  # fmt: skip
    return {
        **{name: getattr(offer, name) for name in names},
        "organisation_id": str(offer.organisation_id),
        "gender": offer.gender or "",
        "age_from": offer.age_from or None,
        "age_to": None if offer.age_to == 120 else offer.age_to,
        "languages": [{"code": code, "level": level} for code, level in offer.languages.items()],
    }
