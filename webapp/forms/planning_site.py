"""Form of planners for a site that comes to a scenario: its name, its place, its area, what it costs."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from matcher.errors import Problem
from scenarios.inputs import InputKind
from scenarios.scenario import Scenario, Standing
from scenarios.scenario_canonical import plain
from scenarios.site_changes import new_site_id
from scenarios.stated_numbers import CHANGED
from scenarios.unit_at import UnitAt
from webapp.forms.parts import Coordinate, clean, listed
from webapp.forms.planning import ScenarioForm
from webapp.forms.planning_fields import Written, read_number, show_number
from webapp.page_words import number
from webapp.services.planning_sites import (
    CENTRE_OF_UNIT,
    COSTS,
    DIGITS,
    is_far,
    standing_of_place,
    unit_of_place,
    usual_costs,
)

PLACE, CENTRE = "place", "centre"
ASSUMPTION: InputKind = "assumption"
FACT: InputKind = "fact"
_LONGEST_NAME, _LONGEST_ADDRESS, _LONGEST_SOURCE = 80, 200, 200
_KINDS = listed([(ASSUMPTION, _l("Annahme")), (FACT, _l("Fakt"))])


def _cost(label: Any) -> Written:
    made: Written = Written(label, read=read_number, show=show_number)
    return made


def _degrees(label: Any, most: int, told: Any) -> Coordinate:
    made: Coordinate = Coordinate(label, places=None, validators=[Optional(), NumberRange(-most, most, told)])
    return made


def _source(label: Any) -> StringField:
    return StringField(label, filters=[clean], validators=[Length(max=_LONGEST_SOURCE)])


class NewSiteForm(ScenarioForm):
    """
    A site for a scenario.

    Attributes
    ----------
    found
        The area of the place that was filled in; None without a place, or with one that cannot be.
    """

    name = StringField(
        _l("Name"),
        filters=[clean],
        validators=[DataRequired(message=_l("Hier fehlt ein Name.")), Length(max=_LONGEST_NAME)],
    )
    where = RadioField(
        _l("Wo steht er?"),
        choices=listed(
            [
                (PLACE, _l("an diesem Ort")),
                (CENTRE, _l("in der Mitte seines Gebiets; der genaue Ort ist noch offen")),
            ]
        ),
        default=PLACE,
    )
    address = StringField(_l("Adresse"), filters=[clean], validators=[Length(max=_LONGEST_ADDRESS)])
    lat = _degrees(_l("Geografische Breite"), 90, _l("Möglich sind Grad von -90 bis 90."))
    lon = _degrees(_l("Geografische Länge"), 180, _l("Möglich sind Grad von -180 bis 180."))
    unit = SelectField(_l("Gebiet"))
    existing = BooleanField(_l("Besteht schon"))
    yearly_cost = _cost(_l("Kosten im Jahr in Euro"))
    yearly_cost_kind = SelectField(_l("Art der jährlichen Kosten"), choices=_KINDS)
    yearly_cost_source = _source(_l("Quelle der jährlichen Kosten"))
    one_off_cost = _cost(_l("Einmalige Kosten in Euro"))
    one_off_cost_kind = SelectField(_l("Art der einmaligen Kosten"), choices=_KINDS)
    one_off_cost_source = _source(_l("Quelle der einmaligen Kosten"))

    def __init__(self, scenario: Scenario, version: int) -> None:
        self._usual = usual_costs(scenario)
        super().__init__(data={"version": version, **{cost: plain(one.value) for cost, one in self._usual.items()}})
        self._scenario = scenario
        self._names = scenario.unit_names
        self.found = self._found()
        by_name = sorted(self._names.items(), key=lambda one: one[1].casefold())
        own = _("nach dem Ort")
        if self.found is not None and not is_far(self.found):
            own = _("nach dem Ort: %(unit)s", unit=self._names[self.found.id])
        self.unit.choices = listed([("", own), *by_name])

    def _found(self) -> UnitAt | None:
        lat, lon = self.lat.data, self.lon.data
        if lat is None or lon is None or not (abs(lat) <= 90 and abs(lon) <= 180):
            return None
        return unit_of_place(self._scenario, float(lat), float(lon))

    def unit_words(self) -> str:
        """What is known about the area of the place."""
        if self.found is None:
            return _("Sobald der Ort feststeht, schlägt das Programm sein Gebiet vor.")
        name = self._names[self.found.id]
        if is_far(self.found):
            km = number(round(self.found.km))
            return _("Der Ort ist %(km)s km vom nächsten Gebiet entfernt. Stimmen Breite und Länge?", km=km)
        if self.found.inside:
            return _("Der Ort liegt in %(unit)s.", unit=name)
        return _("Kein eingelesener Umriss enthält den Ort; am nächsten ist die Mitte von %(unit)s.", unit=name)

    def validate(self, extra_validators: Any = None) -> bool:
        """Beside each field by itself: the place is there, and not in another city."""
        fine = bool(super().validate(extra_validators))
        found = self._problem_of_place()
        if found is None:
            return fine
        field, problem = found
        field.errors = [*field.errors, problem]
        return False

    def _problem_of_place(self) -> tuple[Any, str] | None:
        if self.where.data == CENTRE:
            return None if self.unit.data else (self.unit, _("Wählen Sie das Gebiet."))
        if self.lat.errors or self.lon.errors:
            return None
        if self.found is None:
            field = self.address if self.address.data else self.lat
            return field, _("Der Ort fehlt: Suchen Sie ihn zur Adresse, oder geben Sie Breite und Länge an.")
        return (self.lat, self.unit_words()) if is_far(self.found) else None

    def validate_name(self, field: Any) -> None:
        """Two sites of one name could not be told apart."""
        taken = {(site.name or site.id).casefold() for site in self._scenario.sites}
        if field.data and field.data.casefold() in taken:
            raise ValidationError(_("So heißt schon ein anderer Standort."))

    def validate_yearly_cost_source(self, field: Any) -> None:
        """A fact is one because of where it comes from."""
        self._refuse_unproven(self.yearly_cost_kind, field)

    def validate_one_off_cost_source(self, field: Any) -> None:
        """A fact is one because of where it comes from."""
        self._refuse_unproven(self.one_off_cost_kind, field)

    def _refuse_unproven(self, kind: Any, source: Any) -> None:
        if kind.data == FACT and not source.data:
            raise ValidationError(_("Bei einem Fakt steht dabei, woher er kommt."))

    def place_of(self, problem: Problem) -> str:
        """Problems of the new site stand at its fields."""
        return problem.field

    def into(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The file of the scenario with the site in it, each of its numbers with its kind and source."""
        lat, lon, where = self._placed()
        site = {
            "id": new_site_id(self.name.data or "", {site.id for site in self._scenario.sites}),
            "name": self.name.data, "unit": self._unit_id(), "lat": lat, "lon": lon, "existing": self.existing.data,
            **{cost: self[cost].data for cost in COSTS},
        }  # fmt: skip
        standing = {"lat": where, "lon": where, **{cost: self._standing(cost) for cost in COSTS}}
        own = {f"sites[{site['id']}].{name}": plain(one) for name, one in standing.items()}
        return {**raw, "sites": [*raw["sites"], site], "standing": {**raw["standing"], **own}}

    def _unit_id(self) -> str:
        """Of the area that was chosen, else of that of the place."""
        return str(self.unit.data or (self.found and self.found.id))

    def _placed(self) -> tuple[float, float, Standing]:
        """Its place, and where that comes from."""
        if self.where.data == CENTRE:
            unit = next(one for one in self._scenario.units if one.id == self.unit.data)
            return unit.lat, unit.lon, CENTRE_OF_UNIT
        lat, lon = (round(float(field.data or 0), DIGITS) for field in (self.lat, self.lon))
        return lat, lon, standing_of_place(self.address.data or "", lat, lon)

    def _standing(self, cost: str) -> Standing:
        """As told; of a number that was proposed and not told otherwise where the proposal comes from."""
        if source := self[f"{cost}_source"].data:
            return Standing(kind=FACT if self[f"{cost}_kind"].data == FACT else ASSUMPTION, source=source)
        usual = self._usual[cost]
        return Standing(kind=ASSUMPTION, source=usual.source) if self[cost].data == plain(usual.value) else CHANGED

    def added_words(self) -> str:
        """What was added."""
        return _("„%(name)s“ ist dabei, im Gebiet %(unit)s.", name=self.name.data, unit=self._names[self._unit_id()])

    def doubt_words(self) -> str:
        """Why the new site can not open; empty when nothing stands in its way."""
        unit = self._unit_id()
        others = [site.name or site.id for site in self._scenario.sites if site.unit == unit and site.existing]
        if not others or not self._scenario.contiguous:
            return ""
        told = _(
            "Im selben Gebiet besteht schon „%(other)s“. Solange Einzugsbereiche zusammenhängen, ist je Gebiet nur ein "
            "Standort offen.",
            other=others[0],
        )
        return f"{told} {_('Mit zweien, die bestehen, gibt es keinen Plan.')}" if self.existing.data else told
