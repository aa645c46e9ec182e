"""Forms of an organisation about its volunteers."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectField, StringField, TelField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from webapp.clock import today
from webapp.forms.parts import Number, clean, nothing
from webapp.page_words import QUALIFICATIONS

NEEDED = _l("Bitte ausfüllen.")
OLDEST_AT_SEEING = timedelta(days=92)
"""So old a certificate may be when it is shown: three months."""
HOLDS_YEARS = 5
"""After as many years a new one is asked for, and no later."""


class ContactForm(FlaskForm):
    """Name and telephone number."""

    version = Number()
    first_name = StringField(_l("Vorname"), filters=[clean], validators=[DataRequired(NEEDED), Length(max=80)])
    last_name = StringField(_l("Nachname"), filters=[clean], validators=[DataRequired(NEEDED), Length(max=80)])
    phone = TelField(
        _l("Telefon"), filters=[clean, nothing],
        validators=[Length(max=40), Regexp(r"^[0-9+ ()/-]*$", message=_l("Bitte nur Ziffern und + ( ) / -."))],
    )  # fmt: skip


class DecisionForm(FlaskForm):
    """Approval, yes or no."""

    version = Number()
    wish = HiddenField()


class ClearanceForm(FlaskForm):
    """What was seen of a certificate; there is no place for the certificate itself."""

    qualification = SelectField(_l("Nachweis"))
    issued_on = DateField(_l("Ausgestellt am"), validators=[InputRequired(NEEDED)])
    seen_on = DateField(_l("Eingesehen am"), validators=[InputRequired(NEEDED)])
    next_due = DateField(_l("Wieder fällig am"), validators=[InputRequired(NEEDED)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.qualification.choices = list(QUALIFICATIONS.items())

    def validate_issued_on(self, field: DateField) -> None:
        """Neither in the future nor forgotten for decades."""
        if field.data is None:
            return
        if field.data > today():
            raise ValidationError(_("Das liegt in der Zukunft."))
        if field.data < date(2000, 1, 1):
            raise ValidationError(_("Das liegt zu weit zurück."))

    def validate_seen_on(self, field: DateField) -> None:
        """Seen after it was issued, and while it was still new."""
        if field.data is None or self.issued_on.data is None:
            return
        if field.data > today():
            raise ValidationError(_("Das liegt in der Zukunft."))
        if field.data < self.issued_on.data:
            raise ValidationError(_("Da war der Nachweis noch nicht ausgestellt."))
        if field.data - self.issued_on.data > OLDEST_AT_SEEING:
            raise ValidationError(_("Da war der Nachweis schon über drei Monate alt. Bitte einen neuen zeigen lassen."))

    def validate_next_due(self, field: DateField) -> None:
        """After it was seen, and within the years a certificate counts."""
        if field.data is None or self.issued_on.data is None or self.seen_on.data is None:
            return
        if field.data <= self.seen_on.data:
            raise ValidationError(_("Das muss nach dem Tag liegen, an dem Sie ihn eingesehen haben."))
        if field.data > years_later(self.issued_on.data, HOLDS_YEARS):
            raise ValidationError(
                _("Spätestens %(years)d Jahre nach dem Ausstellen ist ein neuer fällig.", years=HOLDS_YEARS)
            )


def years_later(day: date, years: int) -> date:
    """The same day some years later; 1 March for 29 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
