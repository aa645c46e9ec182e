"""Forms of the review board."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp

from webapp.forms.parts import Boxes, listed
from webapp.page_words import DAYS
from webapp.services.reasons_for_decline import (
    END_REASONS,
    MOST_LETTERS,
    REASONS,
    TRIAL_RESULTS,
    VOLUNTEERS_REASONS,
)

_CHOOSE = InputRequired(_l("Bitte wählen Sie etwas aus."))
_NUMBER = Regexp(r"^\d{0,9}$", message=_l("Diese Seite ist nicht mehr aktuell; bitte laden Sie sie neu."))
NO_VERSION = -1
_SHORT = Length(max=MOST_LETTERS, message=_l("Bitte höchstens 300 Zeichen."))
_CLOCK = tuple(f"{hour:02d}:{minute:02d}" for hour in range(7, 23) for minute in (0, 30))


class StepForm(FlaskForm):
    """Any step: the version that was seen, and where to go afterwards."""

    version = HiddenField(validators=[_NUMBER])
    to = HiddenField()

    @property
    def seen(self) -> int | None:
        """The version that was seen; one that no match has when the page told none."""
        return int(self.version.data) if self.version.data else NO_VERSION


class DeclineForm(StepForm):
    """Why a proposal is declined."""

    reason = RadioField(_l("Grund"), validators=[_CHOOSE])
    about = RadioField(_l("Wen betrifft es?"), validators=[Optional()])
    until = DateField(_l("Pause bis einschließlich (nur bei „Keine Zeit“)"), validators=[Optional()])
    note = TextAreaField(_l("Notiz (freiwillig, kurz)"), validators=[_SHORT])

    def __init__(self, about: list[tuple[str, str]]) -> None:
        super().__init__()
        self.reason.choices = listed((code, reason.text) for code, reason in REASONS.items())
        self.about.choices = listed(about)


class ToldForm(StepForm):
    """What a volunteer said on the phone."""

    who = RadioField(_l("Wer hat geantwortet?"), validators=[_CHOOSE])
    reply = SelectField(_l("Antwort"), validators=[_CHOOSE])
    until = DateField(_l("Pause bis einschließlich (nur bei „Keine Zeit“)"), validators=[Optional()])

    def __init__(self, who: list[tuple[str, str]]) -> None:
        super().__init__()
        self.who.choices = listed(who)
        refusals = [(code, _l("Nein: %(reason)s", reason=reason.text)) for code, reason in VOLUNTEERS_REASONS.items()]
        self.reply.choices = listed([("", _l("Bitte wählen")), ("yes", _l("Ja")), *refusals])


class TrialForm(StepForm):
    """How it goes after the first weeks."""

    result = RadioField(_l("Wie läuft es?"), choices=listed(TRIAL_RESULTS.items()), validators=[_CHOOSE])
    note = TextAreaField(_l("Notiz (freiwillig, kurz)"), validators=[_SHORT])


class EndForm(StepForm):
    """Why a match ends."""

    reason = RadioField(_l("Warum endet es?"), choices=listed(END_REASONS.items()), validators=[_CHOOSE])
    note = TextAreaField(_l("Notiz (freiwillig, kurz)"), validators=[_SHORT])


class ReplaceForm(StepForm):
    """Somebody else, chosen from the ranked list."""

    choice = RadioField(_l("Wer soll gefragt werden?"), choices=[], validators=[_CHOOSE], validate_choice=False)
    lifted = BooleanField(_l("Ich hebe die genannten Regeln bewusst auf."))
    day = SelectField(
        _l("Tag"), choices=listed([("", _l("wie vorgeschlagen")), *DAYS.items()]), validators=[Optional()]
    )
    clock = SelectField(
        _l("Beginn"), choices=listed([("", "–"), *((text, text) for text in _CLOCK)]), validators=[Optional()]
    )
    at_any_time = BooleanField(_l("Auch außerhalb der angegebenen Zeiten (Regel Zeit bewusst aufheben)"))

    @property
    def seen(self) -> int | None:
        """The version that was seen; None when the need had no proposal."""
        return int(self.version.data) if self.version.data else None

    @property
    def start(self) -> str | None:
        """Another time, when day and beginning are chosen."""
        return f"{self.day.data} {self.clock.data}" if self.day.data and self.clock.data else None


class PinForm(StepForm):
    """What the next run must keep."""

    parts = Boxes(
        _l("Was soll fest bleiben?"),
        choices=listed([("provider", _l("Wer hilft")), ("mediator", _l("Sprachmittlung")), ("start", _l("Zeit"))]),
    )
