"""Sites that come to a scenario and go from it, with all that hangs on them."""

import re
from collections.abc import Collection
from dataclasses import replace
from itertools import chain, count

from geodata.register import plain
from scenarios.scenario import Scenario

_NO_NAME = "site"
_LONGEST = 60
_OTHER = re.compile(r"[^a-z0-9]+")


def new_site_id(name: str, taken: Collection[str]) -> str:
    """
    An id that no other site has, written like those of the default scenarios: ``flughafenstrasse-75``.

    Parameters
    ----------
    taken
        Ids of all other sites; where one of them is the same a number is put behind it.
    """
    key = _OTHER.sub("-", plain(name))[:_LONGEST].strip("-") or _NO_NAME
    return next(one for one in chain([key], (f"{key}-{number}" for number in count(2))) if one not in taken)


def without_site(scenario: Scenario, site_id: str) -> Scenario:
    """
    The scenario without a site: units fixed to it are free, its minutes and the standing of its numbers are gone.

    The last site cannot go (``pydantic.ValidationError``).
    """
    own = f"sites[{site_id}]."
    return replace(
        scenario,
        sites=tuple(site for site in scenario.sites if site.id != site_id),
        fixed=tuple(one for one in scenario.fixed if one.site != site_id),
        travel=tuple(row for row in scenario.travel if row.site != site_id),
        standing={name: standing for name, standing in scenario.standing.items() if not name.startswith(own)},
    )
