"""Forms of the administration: accounts, organisations, sites, settings."""

from datetime import date
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from webapp.forms.parts import Boxes, Coordinate, Number, clean, nothing
from webapp.models.accounts import ADMIN, AUDITOR, COORDINATOR, ORGANISATION, PLANNER, ROLES, STAFF, VOLUNTEER

NEEDED = _l("Bitte ausfüllen.")
ROLE_WORDS = {
    VOLUNTEER: _l("Ehrenamtlich"),
    ORGANISATION: _l("Träger"),
    STAFF: _l("Team eines Standorts"),
    COORDINATOR: _l("Koordination"),
    PLANNER: _l("Planung"),
    AUDITOR: _l("Prüfung"),
    ADMIN: _l("Verwaltung"),
}
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def mail_address(field: Any) -> None:
    """Check an address and write it the way it is kept."""
    try:
        field.data = validate_email(field.data, check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValidationError(_("Das ist keine E-Mail-Adresse.")) from None


class _Whole(IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it."""
        try:
            super().process_formdata([text[:9] for text in valuelist])
        except ValueError:
            raise ValueError(_("Das ist keine ganze Zahl.")) from None


def _day(field: Any) -> None:
    if field.data is not None and not FIRST_DAY <= field.data <= LAST_DAY:
        raise ValidationError(_("Dieses Jahr kann nicht stimmen."))


class AccountForm(FlaskForm):
    """What an administrator decides about an account."""

    before = HiddenField()
    name = StringField(_l("Name"), filters=[clean], validators=[DataRequired(NEEDED), Length(max=120)])
    roles = Boxes(_l("Rollen"))
    sites = Boxes(_l("Standorte"), coerce=int)
    organisation_id = SelectField(_l("Träger"), coerce=int)

    def __init__(self, *args: Any, sites: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles.choices = [(role, ROLE_WORDS[role]) for role in ROLES]
        self.sites.choices = [(site.id, site.name) for site in sites]
        self.organisation_id.choices = [(0, _("keiner")), *((row.id, row.name) for row in organisations)]

    def validate_roles(self, field: Any) -> None:
        """Without a role there is nothing to sign in for."""
        if not field.data:
            raise ValidationError(_("Bitte wählen Sie mindestens eine Rolle."))

    def validate_sites(self, field: Any) -> None:
        """A team works somewhere."""
        if STAFF in (self.roles.data or ()) and not field.data:
            raise ValidationError(_("Ein Team gehört zu mindestens einem Standort."))

    def validate_organisation_id(self, field: Any) -> None:
        """Who keeps volunteers does it for somebody."""
        if ORGANISATION in (self.roles.data or ()) and not field.data:
            raise ValidationError(_("Bitte wählen Sie den Träger, dessen Ehrenamtliche die Person betreut."))


class NewAccountForm(AccountForm):
    """The same, and the address."""

    email = EmailField(_l("E-Mail-Adresse"), filters=[clean], validators=[DataRequired(NEEDED), Length(max=255)])

    def validate_email(self, field: Any) -> None:
        """Check it."""
        mail_address(field)


class OrganisationForm(FlaskForm):
    """Name and address of an organisation."""

    version = Number()
    name = StringField(_l("Name"), filters=[clean], validators=[DataRequired(NEEDED), Length(max=120)])
    email = EmailField(_l("E-Mail-Adresse"), filters=[clean, nothing], validators=[Optional(), Length(max=255)])

    def validate_email(self, field: Any) -> None:
        """Check it."""
        if field.data:
            mail_address(field)


class SiteForm(FlaskForm):
    """Where a site is."""

    before = HiddenField()
    name = StringField(_l("Name"), filters=[clean], validators=[DataRequired(NEEDED), Length(max=80)])
    address = StringField(_l("Anschrift"), filters=[clean], validators=[Length(max=200)])
    lat = Coordinate(
        _l("Geografische Breite"), places=None,
        validators=[InputRequired(NEEDED), NumberRange(47, 56, _l("In Deutschland liegt sie zwischen 47 und 56."))],
    )  # fmt: skip
    lon = Coordinate(
        _l("Geografische Länge"), places=None,
        validators=[InputRequired(NEEDED), NumberRange(5, 16, _l("In Deutschland liegt sie zwischen 5 und 16."))],
    )  # fmt: skip
    opened_on = DateField(_l("Geöffnet seit"), validators=[Optional()])

    def validate_opened_on(self, field: Any) -> None:
        """A likely year."""
        _day(field)


class DistrictForm(FlaskForm):
    """A district for a site, from a day on."""

    district_code = SelectField(_l("Stadtteil"))
    valid_from = DateField(_l("Ab"), validators=[InputRequired(NEEDED)])
    valid_until = DateField(_l("Bis einschließlich (leer: offen)"), validators=[Optional()])

    def __init__(self, *args: Any, districts: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.district_code.choices = [("", _("bitte wählen")), *districts.items()]

    def validate_district_code(self, field: Any) -> None:
        """One must be chosen."""
        if not field.data:
            raise ValidationError(_("Bitte auswählen."))

    def validate_valid_from(self, field: Any) -> None:
        """A likely year."""
        _day(field)

    def validate_valid_until(self, field: Any) -> None:
        """Not before the begin."""
        _day(field)
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise ValidationError(_("Das Ende liegt vor dem Anfang."))


class EndForm(FlaskForm):
    """The last day of a district at a site."""

    last = DateField(_l("Letzter Tag"), validators=[InputRequired(NEEDED)])

    def validate_last(self, field: Any) -> None:
        """A likely year."""
        _day(field)


class SettingsForm(FlaskForm):
    """What a city decides for itself."""

    before = HiddenField()
    target_group = TextAreaField(_l("Zielgruppe"), filters=[clean], validators=[DataRequired(NEEDED), Length(max=300)])
    four_eyes = BooleanField(_l("Vier Augen: ein Treffen bestätigt jemand anderes, als es angenommen hat"))
    second_factor = BooleanField(_l("Alle außer Ehrenamtlichen brauchen einen zweiten Faktor"))
    remind_days = _Whole(_l("Erinnern nach (Tage)"), validators=[InputRequired(NEEDED), NumberRange(1, 30)])
    ask_days = _Whole(_l("Anfrage verfällt nach (Tage)"), validators=[InputRequired(NEEDED), NumberRange(1, 60)])
    trial_weeks = _Whole(_l("Nachfragen nach (Wochen)"), validators=[InputRequired(NEEDED), NumberRange(1, 26)])

    def validate_ask_days(self, field: Any) -> None:
        """Nobody is reminded of what has lapsed."""
        if field.data is not None and self.remind_days.data is not None and field.data <= self.remind_days.data:
            raise ValidationError(_("Die Anfrage muss nach der Erinnerung verfallen, nicht vorher."))


class KindForm(FlaskForm):
    """A further kind of need."""

    words = StringField(_l("Weitere Art"), filters=[clean], validators=[DataRequired(NEEDED), Length(max=40)])
