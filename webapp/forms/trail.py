"""What an auditor may ask the log for; sent in the body, for names do not belong into addresses."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, SelectField, StringField
from wtforms.validators import Length, Optional

from webapp.forms.admin import FIRST_DAY, LAST_DAY
from webapp.forms.parts import clean
from webapp.trail_words import action_words


class TrailForm(Form):
    """Period, action, person, record."""

    first = DateField(_l("Vom"), validators=[Optional()])
    last = DateField(_l("Bis"), validators=[Optional()])
    action = SelectField(_l("Was"), validate_choice=False)
    person = StringField(_l("Wer"), filters=[clean], validators=[Length(max=80)])
    record = StringField(_l("Woran"), filters=[clean], validators=[Length(max=60)])

    def __init__(self, *args: Any, actions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = sorted({action.split(".")[0] for action in actions})
        self.action.choices = [("", _l("alles")), *((each, action_words(each)) for each in sorted({*topics, *actions}))]

    def day(self, field: DateField) -> date | None:
        """A day that databases can compare, or none."""
        found: date | None = field.data
        return min(max(found, FIRST_DAY), LAST_DAY) if found else None
