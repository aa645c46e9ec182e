import re
from pathlib import Path
from typing import Any

import scenarios
from scenarios import CITY

README = (Path(scenarios.__file__).parent / "README.md").read_text(encoding="utf-8")


def test_code_of_the_readme_runs() -> None:
    names: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL):
        exec(block, names)
    assert len(names["pilot"].households) == 150
    assert names["second_week"].matches
    assert len(names["half_a_city"].households) == 1000
    assert len(names["two_small_cities"].households) == 200
    assert [one.name for one in names["facts"]] == ["households"]
    assert len(names["scenario"].units) == 12
    assert "sites[pilot].yearly_cost" in names["assumptions"]


def test_mean_household_size_of_the_readme_is_that_of_the_parameters() -> None:
    assert f"mean {sum(persons * share for persons, share in CITY.persons):.1f}" in README
