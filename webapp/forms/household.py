"""The first visit: five questions on one page."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from webapp.clock import today
from webapp.forms.need import NeedFields, need_values
from webapp.forms.parts import Between, Degrees, Number, Rows, WeekTimes, clean, listed, nothing, offered
from webapp.forms.volunteer import LEVELS
from webapp.models import Agreement, District, Household
from webapp.page_words import languages_in_order
from webapp.services.households import AgreementEntry, HouseholdEntry, MemberEntry, district_centre
from webapp.words import LANGUAGES

FIRST_DAY = date(2000, 1, 1)
GENDERS = (("", _l("keine Angabe")), ("f", _l("weiblich")), ("m", _l("männlich")), ("x", _l("divers")))
LATER, AGREED, REFUSED = "later", "agreed", "refused"
_NOT_A_DATE = _l("Bitte ein Datum, zum Beispiel 5.9.2026.")


def last_day() -> date:
    """Until when plans may reach."""
    return date(today().year + 10, 12, 31)


class DayField(DateField):
    """A day, as browsers send it or as Germans type it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, format=["%Y-%m-%d", "%d.%m.%Y"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it."""
        if not valuelist or not clean(valuelist[0]):
            self.data = None
            return
        try:
            super().process_formdata([clean(valuelist[0])])
        except ValueError:
            raise ValueError(str(_NOT_A_DATE)) from None


class MemberFields(Form):
    """Somebody of the household."""

    id = Number()
    removed = BooleanField(_l("gehört nicht mehr dazu"))
    label = StringField(
        _l("Wer"), filters=[clean], validators=[Length(max=80, message=_l("Höchstens 80 Zeichen."))]
    )  # fmt: skip
    birth_year = IntegerField(_l("Geburtsjahr"), validators=[Optional()])
    gender = SelectField(_l("Geschlecht"), choices=listed(GENDERS), default="")

    def validate_birth_year(self, field: Any) -> None:
        """A year in which somebody alive can have been born."""
        if field.data is not None and not 1900 <= field.data <= today().year:
            raise ValidationError(_("Ein Jahr zwischen 1900 und heute."))


class LanguageFields(Form):
    """A language and how well the one who speaks it best does."""

    code = SelectField(_l("Sprache"), default="")
    level = SelectField(_l("Wie gut?"), choices=listed(LEVELS.items()), default="native")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code.choices = listed([("", _("bitte wählen")), *languages_in_order()])
        saved = self.code.object_data
        if saved and saved not in LANGUAGES:
            self.code.choices += listed([(saved, saved)])


class AgreementFields(Form):
    """A voluntary agreement, alone or as the fifth question."""

    id = Number()
    version = Number()
    state = RadioField(
        _l("Vereinbarung"),
        choices=listed(
            [
                (LATER, _l("sprechen wir später an")),
                (AGREED, _l("wir haben etwas vereinbart")),
                (REFUSED, _l("möchte die Familie nicht")),
            ]
        ),
        default=LATER,
    )
    goals = TextAreaField(
        _l("Was nehmen wir uns vor?"),
        filters=[clean],
        validators=[Length(max=4000, message=_l("Höchstens 4000 Zeichen."))],
    )
    valid_from = DayField(_l("Von"), validators=[Optional(), Between(FIRST_DAY, last_day)])
    valid_until = DayField(_l("Bis"), validators=[Optional(), Between(FIRST_DAY, last_day)])
    review_on = DayField(_l("Wann schauen wir wieder darauf?"), validators=[Optional(), Between(FIRST_DAY, last_day)])
    reached_on = DayField(_l("Erreicht am"), validators=[Optional(), Between(FIRST_DAY, today)])

    def validate_goals(self, field: Any) -> None:
        """An agreement says what was agreed."""
        if self.state.data == AGREED and not field.data:
            raise ValidationError(_("Bitte schreiben Sie auf, was vereinbart ist."))

    def validate_valid_until(self, field: Any) -> None:
        """It ends after it begins."""
        start = self.valid_from.data or today()
        if field.data is not None and field.data < start:
            raise ValidationError(_("Das Ende liegt vor dem Anfang."))

    def entry(self) -> AgreementEntry | None:
        """What was entered; None while nothing was said about it."""
        if self.state.data not in (AGREED, REFUSED):
            return None
        return AgreementEntry(
            id=self.id.data,
            version=self.version.data,
            refused=self.state.data == REFUSED,
            goals=self.goals.data or "",
            valid_from=self.valid_from.data or today(),
            valid_until=self.valid_until.data,
            review_on=self.review_on.data,
            reached_on=self.reached_on.data,
        )


def agreement_values(agreement: Agreement) -> dict[str, Any]:
    """A saved agreement as a form shows it."""
    return {
        "id": agreement.id,
        "version": agreement.version,
        "state": REFUSED if agreement.refused else AGREED,
        "goals": agreement.goals,
        "valid_from": agreement.valid_from,
        "valid_until": agreement.valid_until,
        "review_on": agreement.review_on,
        "reached_on": agreement.reached_on,
    }


class AgreementForm(AgreementFields, FlaskForm):
    """An agreement on a page of its own."""


class VisitForm(FlaskForm):
    """Everything about a household."""

    version = Number()
    contact_name = StringField(
        _l("Name der Familie"),
        filters=[clean],
        validators=[
            InputRequired(message=_l("Wie heißt die Familie?")),
            Length(max=120, message=_l("Höchstens 120 Zeichen.")),
        ],
    )
    phone = StringField(
        _l("Telefon"), filters=[clean, nothing], validators=[Length(max=40, message=_l("Höchstens 40 Zeichen."))]
    )
    address = StringField(
        _l("Adresse"), filters=[clean], validators=[Length(max=200, message=_l("Höchstens 200 Zeichen."))]
    )
    district_code = SelectField(_l("Stadtbezirk"), validate_choice=False)
    lat = Degrees(most=90)
    lon = Degrees(most=180)
    address_protected = BooleanField(_l("Auskunftssperre: Adresse geschützt"))
    flat = RadioField(
        _l("Wohnung"),
        choices=listed([("own_lease", _l("eigener Mietvertrag")), ("belegwohnung", _l("Belegwohnung der Stadt"))]),
        default="own_lease",
    )
    registered_on = DayField(_l("Gemeldet am"), validators=[Optional(), Between(FIRST_DAY, today)])
    first_visit_on = DayField(_l("Erstbesuch am"), validators=[Optional(), Between(FIRST_DAY, today)])
    members = Rows(FormField(MemberFields), max_entries=40)
    languages = Rows(FormField(LanguageFields), max_entries=20)
    availability = WeekTimes(_l("Wann ist jemand zu Hause?"))
    contact_gender = RadioField(
        _l("Wer soll kommen?"),
        choices=listed([("", _l("egal")), ("f", _l("nur Frauen")), ("m", _l("nur Männer"))]),
        default="",
    )
    needs = Rows(FormField(NeedFields), max_entries=40)
    agreement = FormField(AgreementFields)

    def prepare(self, districts: Sequence[District]) -> None:
        """Fill the lists to choose from."""
        self.district_code.choices = listed([("", _("bitte wählen")), *((row.code, row.name) for row in districts)])
        for row in self.needs:
            row.form.offer_members(self.member_choices())

    def member_choices(self) -> list[tuple[str, str]]:
        """Keys of the members typed here and what to call them."""
        found: list[tuple[str, str]] = []
        for row in self.members:
            if not row.form.removed.data and not is_blank(row.form):
                label = row.form.label.data or _("Person %(n)s", n=len(found) + 1)
                found.append((key_of(row), label))
        return found

    def validate_district_code(self, field: Any) -> None:
        """Only districts of the own catchment."""
        if not field.data or field.data not in offered(field):
            raise ValidationError(_("Bitte wählen Sie einen Stadtbezirk Ihres Standorts."))

    def validate_first_visit_on(self, field: Any) -> None:
        """Nobody is visited before anybody knows of them."""
        if field.data is not None and self.registered_on.data is not None and field.data < self.registered_on.data:
            raise ValidationError(_("Der Erstbesuch liegt vor dem Tag der Meldung."))

    def point(self, household: Household | None) -> tuple[float | None, float | None]:
        """The home on the map; the middle of the district where nobody clicked, or the district is another one."""
        lat, lon = self.lat.data, self.lon.data
        moved = household is not None and household.district_code != self.district_code.data
        stale = household is not None and (lat, lon) == (household.lat, household.lon)
        if lat is None or lon is None or (moved and stale):
            return district_centre(self.district_code.data or "") or (None, None)
        return lat, lon

    def people(self) -> dict[str, tuple[int | None, str | None]]:
        """Year of birth and gender of the members typed here, by key."""
        known = dict(self.member_choices())
        return {
            key_of(row): (row.form.birth_year.data, row.form.gender.data or None)
            for row in self.members
            if key_of(row) in known
        }

    def facts(self, household: Household | None) -> dict[str, Any]:
        """Columns of the household by name."""
        lat, lon = self.point(household)
        return {
            "contact_name": self.contact_name.data,
            "phone": self.phone.data,
            "address": self.address.data or "",
            "district_code": self.district_code.data,
            "lat": lat,
            "lon": lon,
            "address_protected": self.address_protected.data,
            "flat": self.flat.data,
            "languages": best_levels(self.languages),
            "availability": self.availability.data or [],
            "contact_gender": self.contact_gender.data or None,
            "registered_on": self.registered_on.data or today(),
            "first_visit_on": self.first_visit_on.data,
        }

    def entry(self, household: Household | None) -> HouseholdEntry:
        """What was entered."""
        return HouseholdEntry(
            version=self.version.data,
            facts=self.facts(household),
            members=[_member(row) for row in self.members if row.form.id.data or not is_blank(row.form)],
            needs=[row.form.entry() for row in self.needs],
            agreement=self.agreement.form.entry(),
        )


def best_levels(rows: Iterable[Any]) -> dict[str, str]:
    """Level by language; of a language named twice the better one."""
    ranks = list(LEVELS)
    found: dict[str, str] = {}
    for row in rows:
        code, level = row.form.code.data, row.form.level.data
        if code and level in ranks and ranks.index(level) >= ranks.index(found.get(code, ranks[0])):
            found[code] = level
    return found


def key_of(row: Any) -> str:
    """By which the needs of a form call a member: the saved one's number, else the row's."""
    return f"id-{row.form.id.data}" if row.form.id.data else f"row-{row.name.rsplit('-', 1)[1]}"


def is_blank(member: Any) -> bool:
    """Whether nothing was typed in a row."""
    return not (member.id.data or member.label.data or member.birth_year.data or member.gender.data)


def _member(row: Any) -> MemberEntry:
    form = row.form
    return MemberEntry(
        key=key_of(row),
        id=form.id.data,
        label=form.label.data or "",
        birth_year=form.birth_year.data,
        gender=form.gender.data or None,
        removed=form.removed.data,
    )


def visit_values(household: Household) -> dict[str, Any]:
    """A saved household as the form shows it: open needs, and the newest agreement."""
    names = (
        "version", "contact_name", "phone", "address", "district_code", "lat", "lon", "address_protected", "flat",
        "registered_on", "first_visit_on", "availability",
    )  # fmt: skip
    newest = max(household.agreements, key=lambda row: (row.valid_from, row.id), default=None)
    return {
        **{name: getattr(household, name) for name in names},
        "contact_gender": household.contact_gender or "",
        "members": [
            {"id": m.id, "label": m.label, "birth_year": m.birth_year, "gender": m.gender or ""}
            for m in sorted(household.members, key=lambda m: m.id)
        ],
        "languages": [{"code": code, "level": level} for code, level in household.languages.items()],
        "needs": [need_values(need) for need in sorted(household.needs, key=lambda n: n.id) if need.closed_on is None],
        "agreement": agreement_values(newest) if newest else {},
    }
