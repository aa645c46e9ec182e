"""What planners look at: each number of a scenario with its kind and source."""

from collections.abc import Mapping
from dataclasses import dataclass

from scenarios.inputs import InputKind, StatedInput
from scenarios.scenario import Scenario
from scenarios.stated_numbers import stated_numbers
from webapp.services.planning_standing import deviations

SUM_OF_UNITS = "sum of the areas"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """
    With which right a number stands there.

    Attributes
    ----------
    kind
        ``fact``, ``assumption`` or ``derived``.
    unit, source
        As the scenario states them.
    said
        What the concept paper says instead; None where it says the same or nothing.
    """

    kind: InputKind
    unit: str
    source: str
    said: object = None


def stands_of(scenario: Scenario) -> Mapping[str, Stand]:
    """By name, as the fields of the forms are called."""
    said = deviations(scenario)
    found = {one.name: _stand(one, said.get(one.name)) for one in stated_numbers(scenario)}
    # Of fields that are two in a form, or called otherwise there.
    found |= {"k.min": found["k"], "k.max": found["k"], "budget.yearly": found["yearly_budget"]}
    found["units.households"] = Stand(kind="derived", unit="households", source=SUM_OF_UNITS)
    return found


def _stand(one: StatedInput, said: object) -> Stand:
    return Stand(kind=one.kind, unit=one.unit, source=one.source, said=said)
