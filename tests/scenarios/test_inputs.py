from dataclasses import replace

from scenarios import CITY, PILOT, stated_inputs


def test_every_input_has_a_kind_a_unit_and_a_source() -> None:
    inputs = stated_inputs(CITY)
    assert all(one.kind in ("fact", "assumption", "derived") and one.unit and one.source for one in inputs)
    assert len({one.name for one in inputs}) == len(inputs)


def test_inputs_of_parts_are_named_by_their_path() -> None:
    values = {one.name: one.value for one in stated_inputs(CITY)}
    assert values["companions.per_household"] == 0.55
    assert values["mediators.windows.fewest"] == 5
    assert values["needs[counselling].chance"] == 0.15
    assert values["offers[language_course].hours"] == 3


def test_household_counts_of_the_paper_are_facts_and_any_other_count_is_assumed() -> None:
    def kind_of_households(households: int) -> str:
        inputs = stated_inputs(replace(CITY, households=households))
        return next(one.kind for one in inputs if one.name == "households")

    assert [kind_of_households(n) for n in (150, 2050, 600)] == ["fact", "fact", "assumption"]


def test_nothing_but_the_number_of_households_is_a_fact() -> None:
    assert [one.name for one in stated_inputs(PILOT) if one.kind == "fact"] == ["households"]
