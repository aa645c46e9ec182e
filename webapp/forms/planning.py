"""Forms of planners: assumptions, areas and sites of a scenario; what is possible, its own checks say."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from matcher.errors import InvalidInput, Problem
from scenarios.inputs import stated_inputs
from scenarios.planning_inputs import PlanningInputs, inputs_of
from scenarios.report.input_words import name_words
from scenarios.scenario import Scenario
from webapp.forms.parts import Boxes, Number, clean, listed
from webapp.forms.planning_fields import (
    Written,
    read_day,
    read_number,
    read_numbers,
    read_pairs,
    show_number,
    show_numbers,
    show_pairs,
)
from webapp.forms.run import Whole
from webapp.models.planning import PLAN
from webapp.planning_words import BALANCES, KINDS, lang, problem_words
from webapp.services.planning import LONGEST_NAME, LONGEST_NOTE
from webapp.services.planning_runs import Wanted

_MISSING = _l("Hier fehlt ein Name.")
K_MIN, K_MAX = "k.min", "k.max"
ALL = ""
"""In the place of an id, which is never empty."""
MOST_WEEKS, MOST_SEEDS = 260, 50
_OPTIONAL = frozenset({"most_moves_per_week"})
"""Inputs that may be nothing."""


class NameForm(FlaskForm):
    """What a scenario is called, and what to remember about it."""

    version = Number()
    name = StringField(
        _l("Name"), filters=[clean], validators=[DataRequired(message=_MISSING), Length(max=LONGEST_NAME)]
    )
    note = TextAreaField(_l("Notiz"), filters=[clean], validators=[Optional(), Length(max=LONGEST_NOTE)])


class NewForm(FlaskForm):
    """A scenario to begin with."""

    level = SelectField(_l("Womit beginnen?"))
    name = StringField(_l("Name"), filters=[clean], validators=[Optional(), Length(max=LONGEST_NAME)])

    def __init__(self, levels: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.level.choices = listed((code, words) for code, words in levels.items())


class UploadForm(FlaskForm):
    """A scenario from a file."""

    file = FileField(_l("Szenariodatei (JSON)"), validators=[FileRequired(message=_l("Wählen Sie eine Datei."))])


class RunForm(FlaskForm):
    """What to compute; the numbers are those of the weeks ahead."""

    kind = SelectField(_l("Was rechnen?"), choices=listed(KINDS.items()), default=PLAN)
    weeks = Whole(_l("Wochen"), MOST_WEEKS, default=12)
    seeds = Whole(_l("Wiederholungen"), MOST_SEEDS, default=2)
    arrivals = Boxes(_l("Zuweisungen je Woche"))

    def __init__(self, scenario: Scenario, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [str(level) for level in inputs_of(scenario.inputs).arrivals_per_week]
        self.arrivals.choices = listed((level, level) for level in levels)
        if not self.is_submitted():
            self.arrivals.data = levels[len(levels) // 2 :][:1]

    def validate(self, extra_validators: Any = None) -> bool:
        """Weeks ahead need at least one week, one seed and one number of allocations."""
        fine = bool(super().validate(extra_validators))
        if self.kind.data == PLAN:
            return fine
        for field in (self.weeks, self.seeds):
            if field.data == 0:
                field.errors = [_("Möglich ist eine ganze Zahl ab 1.")]
                fine = False
        if not self.arrivals.data:
            self.arrivals.errors = [_("Wählen Sie mindestens eine Zahl.")]
            fine = False
        return fine

    def wanted(self) -> Wanted:
        """What was filled in."""
        return Wanted(
            kind=self.kind.data, weeks=self.weeks.data or 0, seeds=self.seeds.data or 0,
            arrivals=tuple(sorted(int(level) for level in self.arrivals.data or ())),
        )  # fmt: skip


class ScenarioForm(FlaskForm):
    """Fields named like those of the scenario's file; made for one scenario by ``_form_of``."""

    version = Number()

    def tell(self, error: InvalidInput) -> None:
        """Put what is wrong beside its field, or above the form where it has none here."""
        for problem in error.problems:
            field = self._fields.get(self.place_of(problem))
            if field is None:
                where = " ".join(filter(None, (problem.record, problem.field)))
                self.form_errors.append(f"{where}: {problem_words(problem)}")
            elif problem_words(problem) not in field.errors:
                field.errors = [*field.errors, problem_words(problem)]

    def place_of(self, problem: Problem) -> str:
        """Name of the field that a problem is about."""
        return problem.field


def _form_of(kind: type[Any], fields: Mapping[str, Any], **kwargs: Any) -> Any:
    """A form with these fields beside its own."""
    made: Any = type(kind.__name__, (kind,), dict(fields))
    return made(**kwargs)


# The assumptions, one field each.


class AssumptionsForm(ScenarioForm):
    """Numbers of the scenario as a whole and of the years ahead."""

    def place_of(self, problem: Problem) -> str:
        """``inputs`` have their own names, the others those of the file; a range is told at its start."""
        if problem.record.startswith("inputs"):
            return f"inputs.{problem.field}"
        return K_MIN if problem.field == "k" else problem.field

    def into(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The file of the scenario with what was filled in."""
        changed = dict(raw)
        changed["k"] = {"min": self[K_MIN].data, "max": self[K_MAX].data}
        changed["budget"] = {"yearly": self["budget.yearly"].data}
        for name in ("workers_per_site", "balance", "balance_slack", "contiguous"):
            changed[name] = self[name].data
        usual = input_values(PlanningInputs())
        filled = {name: self[f"inputs.{name}"].data for name in usual}
        others = {name: value for name, value in raw["inputs"].items() if name not in usual}
        changed["inputs"] = others | {name: value for name, value in filled.items() if value != usual[name]}
        return changed


def assumptions_form(scenario: Scenario, version: int) -> AssumptionsForm:
    """The form with the numbers of a scenario in it."""
    values = input_values(inputs_of(scenario.inputs))
    fields: dict[str, Any] = {
        K_MIN: _number(_l("Standorte, wenigstens")),
        K_MAX: _number(_l("Standorte, höchstens")),
        "budget.yearly": _number(_l("Budget im Jahr in Euro; leer: ohne Grenze"), required=False),
        "workers_per_site": _number(_l("Fachkräfte je Standort")),
        "balance": SelectField(_l("Was ausgeglichen wird"), choices=listed(BALANCES.items())),
        "balance_slack": _number(_l("Erlaubte Abweichung vom Durchschnitt, als Anteil")),
        "contiguous": BooleanField(_l("Einzugsbereiche hängen zusammen")),
        **{f"inputs.{name}": _field_for(name, value) for name, value in values.items()},
    }
    data = {
        K_MIN: scenario.k[0], K_MAX: scenario.k[1], "budget.yearly": _plain(scenario.yearly_budget),
        "workers_per_site": scenario.workers_per_site, "balance": scenario.balance,
        "balance_slack": _plain(scenario.balance_slack), "contiguous": scenario.contiguous, "version": version,
        **{f"inputs.{name}": value for name, value in values.items()},
    }  # fmt: skip
    made: AssumptionsForm = _form_of(AssumptionsForm, fields, data=data)
    return made


def input_values(inputs: PlanningInputs) -> dict[str, Any]:
    """The numbers for the years ahead by name, as JSON knows them."""
    return {one.name: _plain(one.value) for one in stated_inputs(inputs)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | float):
        return int(value) if value == int(value) else float(value)
    return value


def _number(label: Any, *, required: bool = True) -> Written:
    made: Written = Written(label, read=read_number, show=show_number, required=required)
    return made


def _field_for(name: str, value: Any) -> Field:
    """The field that fits what stands in an input."""
    label = name_words(name, lang())
    if isinstance(value, str):
        return Written(label, read=read_day, show=str)
    if isinstance(value, list):
        pairs = any(isinstance(one, list) for one in value)
        read, show = (read_pairs, show_pairs) if pairs else (read_numbers, show_numbers)
        return Written(label, read=read, show=show)
    # Years are no amounts: 2018, not 2.018.
    if name.endswith("_year"):
        return Written(label, read=read_number, show=str)
    return _number(label, required=name not in _OPTIONAL)


# Areas: households, which of them stay together, and which site is given.


class UnitsForm(ScenarioForm):
    """A row per unit."""

    def place_of(self, problem: Problem) -> str:
        """``units brackel`` and ``households`` are the field ``brackel:households``."""
        return f"{problem.record.partition(' ')[2]}:{problem.field}"

    def into(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The file of the scenario with what was filled in."""
        groups: dict[str, list[str]] = {}
        units, fixed = [], []
        for unit in raw["units"]:
            units.append({**unit, "households": self[f"{unit['id']}:households"].data})
            if group := self[f"{unit['id']}:group"].data:
                groups.setdefault(group.casefold(), []).append(unit["id"])
            if site := self[f"{unit['id']}:site"].data:
                fixed.append({"unit": unit["id"], "site": site})
        return {**raw, "units": units, "fixed": fixed, "together": [sorted(group) for group in groups.values()]}


def units_form(scenario: Scenario, version: int) -> UnitsForm:
    """The form with the areas of a scenario in it."""
    groups = {unit: str(number) for number, group in enumerate(scenario.together, 1) for unit in group}
    given = {one.unit: one.site for one in scenario.fixed}
    sites = listed([("", _l("frei")), *((site.id, site.name or site.id) for site in _sites_first(scenario))])
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {"version": version}
    for unit in scenario.units:
        name = unit.name or unit.id
        fields[f"{unit.id}:households"] = _number(_("Haushalte in %(name)s", name=name))
        fields[f"{unit.id}:group"] = StringField(_("Gruppe von %(name)s", name=name), filters=[clean])
        fields[f"{unit.id}:site"] = SelectField(_("Fester Standort von %(name)s", name=name), choices=sites)
        data[f"{unit.id}:households"] = unit.households
        data[f"{unit.id}:group"] = groups.get(unit.id, "")
        data[f"{unit.id}:site"] = given.get(unit.id, "")
    made: UnitsForm = _form_of(UnitsForm, fields, data=data)
    return made


def _sites_first(scenario: Scenario) -> Iterable[Any]:
    """Existing sites first: they are the ones that are mostly given."""
    return sorted(scenario.sites, key=lambda site: (not site.existing, site.name or site.id))


# Sites: what exists, what they cost.


class SitesForm(ScenarioForm):
    """A row per site, and one number for all that do not exist yet."""

    def place_of(self, problem: Problem) -> str:
        """``sites brackel`` and ``yearly_cost`` are the field ``brackel:yearly_cost``."""
        return f"{problem.record.partition(' ')[2]}:{problem.field}"

    def into(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The file of the scenario with what was filled in; a number for all goes before that of a row."""
        sites = []
        for site in raw["sites"]:
            existing = self[f"{site['id']}:existing"].data
            costs = {
                cost: self[f"{site['id']}:{cost}"].data if existing or self[f"{ALL}:{cost}"].data is None
                else self[f"{ALL}:{cost}"].data
                for cost in ("yearly_cost", "one_off_cost")
            }  # fmt: skip
            sites.append({**site, "existing": existing, **costs})
        return {**raw, "sites": sites}


def sites_form(scenario: Scenario, version: int) -> SitesForm:
    """The form with the sites of a scenario in it."""
    fields: dict[str, Any] = {
        f"{ALL}:yearly_cost": _number(_l("Kosten im Jahr für alle neuen Standorte"), required=False),
        f"{ALL}:one_off_cost": _number(_l("Einmalige Kosten für alle neuen Standorte"), required=False),
    }
    data: dict[str, Any] = {"version": version}
    for site in scenario.sites:
        name = site.name or site.id
        fields[f"{site.id}:existing"] = BooleanField(_("%(name)s besteht schon", name=name))
        fields[f"{site.id}:yearly_cost"] = _number(_("Kosten im Jahr von %(name)s", name=name))
        fields[f"{site.id}:one_off_cost"] = _number(_("Einmalige Kosten von %(name)s", name=name))
        data[f"{site.id}:existing"] = site.existing
        data[f"{site.id}:yearly_cost"] = _plain(site.yearly_cost)
        data[f"{site.id}:one_off_cost"] = _plain(site.one_off_cost)
    made: SitesForm = _form_of(SitesForm, fields, data=data)
    for site in scenario.sites:
        # An empty box says nothing about a site that came after the page was opened.
        if made[f"{site.id}:yearly_cost"].raw_data == []:
            made[f"{site.id}:existing"].data = site.existing
    return made
