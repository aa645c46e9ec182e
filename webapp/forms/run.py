"""Forms of the weekly run: its policy in sentences, its start, its release."""

from dataclasses import asdict
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DecimalField, IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from matcher.domain import Policy
from webapp.forms.parts import Number
from webapp.page_words import languages_in_order, number
from webapp.words import LANGUAGES

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
MODES = (
    ("foot", _l("zu Fuß")),
    ("bike", _l("mit dem Rad")),
    ("transit", _l("mit Bus und Bahn")),
    ("car", _l("mit dem Auto")),
)
GROUPS = (("district", _l("je Stadtteil")), ("none", _l("für die ganze Stadt zusammen")))
EFFORTS = (
    ("quick", _l("schnell: ein guter Plan in Sekunden")),
    ("normal", _l("normal: meist bewiesen bestmöglich")),
    ("thorough", _l("gründlich: dauert länger, beweist mehr")),
)
MOST_POINTS, MOST_MINUTES, MOST_WEEKS, MOST_EQUITY = 10_000, 600, 520, 4


class Whole(IntegerField):
    """A whole number from 0 to a most."""

    def __init__(self, label: Any, most: int, **kwargs: Any) -> None:
        needed = InputRequired(message=_l("Hier fehlt eine ganze Zahl."))
        limits = NumberRange(0, most, message=_l("Möglich ist eine ganze Zahl von %(min)s bis %(max)s."))
        super().__init__(label, validators=[needed, limits], **kwargs)
        self.most = most

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it; digits only, as people write them."""
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            self.data = None
            raise ValueError(_l("Möglich ist eine ganze Zahl von 0 bis %(max)s.") % {"max": self.most})
        self.data = int(text)


class Share(DecimalField):
    """A number with a comma or a point."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it with either."""
        super().process_formdata([value.strip().replace(",", ".") for value in valuelist])

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else number(float(self.data or 0))


class PolicyForm(FlaskForm):
    """All fields of the policy; ``based_on`` is the number of the version that was changed, 0 for the first."""

    based_on = Number()
    language_level = SelectField(_l("Stufe für eine gemeinsame Sprache"))
    bridge_level = SelectField(_l("Stufe für Sprachmittlung"))
    official_language = SelectField(_l("Sprache der Ämter"))
    urgency_1 = Whole(_l("Punkte, wenn es warten kann"), MOST_POINTS)
    urgency_2 = Whole(_l("Punkte bei normaler Dringlichkeit"), MOST_POINTS)
    urgency_3 = Whole(_l("Punkte, wenn es eilt"), MOST_POINTS)
    urgency_4 = Whole(_l("Punkte, wenn es sehr eilt"), MOST_POINTS)
    waiting_points_per_week = Whole(_l("Punkte je Woche Wartezeit"), MOST_POINTS)
    waiting_cap_weeks = Whole(_l("Wochen, die höchstens zählen"), MOST_WEEKS)
    equity = Share(
        _l("Ausgleich"),
        places=2,
        validators=[
            InputRequired(message=_l("Hier fehlt eine Zahl.")),
            NumberRange(0, MOST_EQUITY, message=_l("Möglich ist eine Zahl von 0 bis 4.")),
        ],
    )
    equity_group = SelectField(_l("Ausgleich wofür"))
    mediator_cost = Whole(_l("Minuten für eine Sprachmittlung"), MOST_MINUTES)
    change_cost = Whole(_l("Minuten für eine Änderung"), MOST_MINUTES)
    familiar_bonus = Whole(_l("Minuten für ein bekanntes Gesicht"), MOST_MINUTES)
    idle_cost = Whole(_l("Minuten für jemanden, der nie gefragt wird"), MOST_MINUTES)
    household_mode = SelectField(_l("Wie Familien fahren"))
    household_max_travel_minutes = Whole(_l("Längster Weg zu einem Angebot in Minuten"), MOST_MINUTES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [(level, level if level != "native" else _l("Muttersprache")) for level in LEVELS]
        self.language_level.choices = self.bridge_level.choices = levels
        self.equity_group.choices, self.household_mode.choices = list(GROUPS), list(MODES)
        kept = kwargs.get("official", "de")
        others = [] if kept in LANGUAGES else [(kept, kept)]
        self.official_language.choices = [*languages_in_order(), *others]

    def show(self, policy: Policy) -> None:
        """Fill in a policy."""
        for name, value in fields_of(policy).items():
            self[name].data = value

    def policy(self) -> Policy:
        """What was filled in."""
        values = {name: self[name].data for name in fields_of(Policy()) if not name.startswith("urgency_")}
        points = tuple(self[f"urgency_{level}"].data for level in range(1, 5))
        return Policy(**{**values, "equity": float(values["equity"]), "urgency_points": points})


def fields_of(policy: Policy) -> dict[str, Any]:
    """A policy by the fields of the form."""
    values = asdict(policy)
    points = values.pop("urgency_points")
    return {**values, **{f"urgency_{level}": value for level, value in enumerate(points, start=1)}}


class StartForm(FlaskForm):
    """How thoroughly to work."""

    effort = SelectField(_l("Wie gründlich?"), default="normal")
    seed = Whole(_l("Startwert"), 999_999, default=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.effort.choices = list(EFFORTS)


class ReleaseForm(FlaskForm):
    """The box that says that it is meant."""

    sure = BooleanField(
        _l("Ja, die Vorschläge gehen jetzt an die Standorte."),
        validators=[DataRequired(message=_l("Bitte bestätigen Sie, dass die Vorschläge an die Standorte gehen."))],
    )
