"""Forms of the volunteer pages."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security.proxies import _security
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    EmailField,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import TextInput

from webapp.clock import today
from webapp.forms.parts import Boxes, Rows, clean, listed
from webapp.page_words import languages_in_order, number
from webapp.words import LANGUAGES

LEVELS: Mapping[str, Any] = {
    "A1": _l("ein paar Worte"),
    "A2": _l("kann einkaufen und sich vorstellen"),
    "B1": _l("kann ein einfaches Gespräch führen, etwa mit der Schule"),
    "B2": _l("kann ein Gespräch beim Arzt führen"),
    "C1": _l("kann schwierige Gespräche führen, etwa beim Amt"),
    "C2": _l("spricht fast wie in der Muttersprache"),
    "native": _l("Muttersprache"),
}
"""Levels of the European framework in everyday words."""
MODES: Mapping[str, Any] = {
    "foot": _l("zu Fuß"),
    "bike": _l("mit dem Rad"),
    "transit": _l("mit Bus und Bahn"),
    "car": _l("mit dem Auto"),
}
GENDERS: Mapping[str, Any] = {"f": _l("Frau"), "m": _l("Mann"), "x": _l("divers")}
EMPTY_LANGUAGES = 3
"""Further rows for languages, for browsers without scripts."""
MOST_LANGUAGES = 15
LONGEST_SENTENCE = 2000
DELETE_WORDS = ("LÖSCHEN", "DELETE")
"""In German and in English."""
_NEEDED = _l("Bitte ausfüllen.")
_CHOOSE = _l("Bitte auswählen.")
_ALONE = {"interpreting", "crisis", "language_course", "further_education", "counselling"}
"""Kinds no companion does: interpreting has its own box, the others are for professionals or are offers."""


def companion_kinds(kinds: Mapping[str, str]) -> list[tuple[str, str]]:
    """Kinds a companion can take on, of all kinds of the city."""
    return [(code, text) for code, text in kinds.items() if code not in _ALONE]


class HoursField(DecimalField):
    """A number of hours; ``2,5`` or ``2.5``."""

    # A field of type number takes no comma in some browsers.
    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data or self.data is None:
            return str(super()._value())
        return number(float(self.data))

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read either way of writing."""
        try:
            super().process_formdata([text.replace(",", ".") for text in valuelist])
        except ValueError:
            raise ValueError(_("Bitte eine Zahl, etwa 2 oder 2,5.")) from None


def _stripped(text: str | None) -> str | None:
    return " ".join(clean(text).split()) if text else text


class LanguageRow(Form):
    """A language and how well it is spoken; an empty row does not count."""

    code = SelectField(_l("Sprache"), validate_choice=True)
    level = SelectField(_l("Wie gut?"), default="B2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = languages_in_order()
        kept = self.code.object_data
        if kept and kept not in LANGUAGES:
            known.append((kept, kept))
        self.code.choices = listed([("", _("keine weitere")), *known])
        self.level.choices = listed(LEVELS.items())


class _WithLanguages(FlaskForm):
    """Languages, kinds and what both pages ask about somebody."""

    first_name = StringField(
        _l("Vorname"), filters=[_stripped], validators=[DataRequired(_NEEDED), Length(max=80)],
        render_kw={"autocomplete": "given-name"},
    )  # fmt: skip
    last_name = StringField(
        _l("Nachname"), filters=[_stripped], validators=[DataRequired(_NEEDED), Length(max=80)],
        render_kw={"autocomplete": "family-name"},
    )  # fmt: skip
    gender = RadioField(_l("Ich bin"), choices=listed(GENDERS.items()), validators=[InputRequired(_CHOOSE)])
    kinds = Boxes(_l("Was ich tun möchte"))
    is_mediator = BooleanField(_l("Dolmetschen: bei Gesprächen übersetzen"))
    languages = Rows(FormField(LanguageRow), label=_l("Sprachen"), max_entries=MOST_LANGUAGES)
    district_code = SelectField(_l("Stadtbezirk, in dem ich wohne"), validators=[InputRequired(_CHOOSE)])

    def validate_is_mediator(self, field: BooleanField) -> None:
        """Everybody does something."""
        if not field.data and not self.kinds.data:
            raise ValidationError(_("Bitte wählen Sie mindestens eins."))

    def validate_languages(self, field: Rows) -> None:
        """One at least, none twice."""
        codes = [row["code"] for row in field.data if row["code"]]
        if not codes:
            raise ValidationError(_("Bitte nennen Sie mindestens eine Sprache."))
        if len(codes) != len(set(codes)):
            raise ValidationError(_("Eine Sprache steht zweimal da."))

    @property
    def spoken(self) -> dict[str, str]:
        """Level by code."""
        return {row["code"]: row["level"] for row in self.languages.data if row["code"]}

    def add_empty_rows(self, number: int = EMPTY_LANGUAGES) -> None:
        """Room for more languages."""
        for _row in range(min(number, MOST_LANGUAGES - len(self.languages))):
            self.languages.append_entry()


class RegisterForm(_WithLanguages):
    """One short page for somebody who wants to help."""

    email = EmailField(
        _l("E-Mail-Adresse"), validators=[InputRequired(_NEEDED), Length(max=255)],
        render_kw={"autocomplete": "email"},
    )  # fmt: skip
    password = PasswordField(
        _l("Passwort"), validators=[InputRequired(_NEEDED), Length(max=128, message=_l("Höchstens 128 Zeichen."))],
        render_kw={"autocomplete": "new-password"},
    )  # fmt: skip
    organisation_id = SelectField(_l("Träger"), coerce=int, validators=[InputRequired(_CHOOSE)])
    consent = BooleanField(
        _l(
            "Ich bin einverstanden, dass diese Angaben gespeichert werden, damit ich mit Familien zusammengebracht "
            "werde. Ich kann sie jederzeit ansehen, ändern und löschen."
        ),
        validators=[InputRequired(_l("Ohne Ihr Einverständnis dürfen wir nichts speichern."))],
    )
    website = StringField(_l("Bitte frei lassen"))

    def validate_email(self, field: EmailField) -> None:
        """An address that can exist; kept in one way of writing."""
        try:
            field.data = _security._mail_util.validate(field.data.strip())
        except ValueError:
            raise ValidationError(_("Das ist keine E-Mail-Adresse.")) from None

    def validate_password(self, field: PasswordField) -> None:
        """As long as everywhere else."""
        problems, field.data = _security._password_util.validate(field.data, True)
        if problems:
            raise ValidationError(_("Bitte mindestens 10 Zeichen."))


class ProfileForm(_WithLanguages):
    """What a volunteer says about herself."""

    version = HiddenField()
    phone = TelField(
        _l("Telefon"), filters=[_stripped], validators=[Optional(), Length(max=40)],
        render_kw={"autocomplete": "tel"},
    )  # fmt: skip
    hours_per_week = HoursField(
        _l("Stunden in der Woche"), places=1,
        validators=[InputRequired(_l("Bitte eine Zahl, etwa 2 oder 2,5.")),
                    NumberRange(min=0, max=40, message=_l("Bitte eine Zahl von 0 bis 40."))],
        render_kw={"inputmode": "decimal"},
    )  # fmt: skip
    max_matches = IntegerField(
        _l("Familien gleichzeitig"),
        validators=[InputRequired(_l("Bitte eine ganze Zahl.")),
                    NumberRange(min=0, max=20, message=_l("Bitte eine Zahl von 0 bis 20."))],
        render_kw={"inputmode": "numeric"},
    )  # fmt: skip
    mode = RadioField(_l("Wie ich unterwegs bin"), choices=listed(MODES.items()), validators=[InputRequired(_CHOOSE)])
    max_travel_minutes = SelectField(_l("Wie weit, ein Weg"), coerce=int, validators=[InputRequired(_CHOOSE)])
    locale = SelectField(
        _l("Sprache dieser Seiten"),
        choices=listed([("", _l("wie eingestellt")), ("de", "Deutsch"), ("en_GB", "English")]),
    )


class TimesForm(FlaskForm):
    """Weekly times: as a sentence, or painted."""

    version = HiddenField()
    sentence = TextAreaField(_l("Meine Zeiten als Satz"), validators=[Length(max=LONGEST_SENTENCE)])


class PauseForm(FlaskForm):
    """From when until when somebody pauses."""

    version = HiddenField()
    first = DateField(_l("Erster Tag der Pause"), validators=[InputRequired(_l("Bitte einen Tag wählen."))])
    last = DateField(_l("Letzter Tag (leer: bis auf Weiteres)"), validators=[Optional()])

    def validate_last(self, field: DateField) -> None:
        """Not before the first day, and not over already."""
        if self.first.data and field.data and field.data < self.first.data:
            raise ValidationError(_("Der letzte Tag liegt vor dem ersten."))
        if field.data and field.data < today():
            raise ValidationError(_("Dieser Tag ist schon vorbei."))


class AnswerForm(FlaskForm):
    """Yes, or the reason of a no, and how long somebody without time wants to pause."""

    reason = StringField()
    until = DateField(validators=[Optional()])


class DeleteForm(FlaskForm):
    """A word typed on purpose."""

    word = StringField(_l("Zur Bestätigung das Wort LÖSCHEN eingeben"), render_kw={"autocomplete": "off"})

    def validate_word(self, field: StringField) -> None:
        """Written as asked, in whatever case."""
        if (field.data or "").strip().upper() not in DELETE_WORDS:
            raise ValidationError(_("Bitte genau dieses Wort eingeben: LÖSCHEN"))
