from matcher.errors import Clash, InvalidInput, PinsClash, Problem


def make_problems(count: int) -> list[Problem]:
    return [
        Problem(record=f"needs n{number}", field="urgency", found="5", expected="a whole number from 1 to 4")
        for number in range(count)
    ]


def test_problem_names_record_field_found_and_expected():
    (problem,) = make_problems(1)
    assert str(problem) == "needs n0, urgency: found 5, expected a whole number from 1 to 4"


def test_problem_of_a_whole_record_names_no_field():
    problem = Problem(record="case.json", field="", found="no such file", expected="a file that can be read")
    assert str(problem) == "case.json: found no such file, expected a file that can be read"


def test_fifty_problems_are_all_shown():
    lines = str(InvalidInput(make_problems(50))).splitlines()
    assert len(lines) == 50
    assert lines[-1].startswith("needs n49,")


def test_beyond_fifty_problems_only_their_number_is_shown():
    error = InvalidInput(make_problems(53))
    lines = str(error).splitlines()
    assert len(lines) == 51
    assert lines[-1] == "... and 3 more problems"
    assert len(error.problems) == 53


def test_clash_of_one_pin_names_the_rule_that_leaves_nothing():
    assert str(Clash(needs=("n1",), rule="time")) == "pin of n1: no option is left after rule time"


def test_clash_of_several_pins_names_them_and_where_they_meet():
    clash = Clash(needs=("n1", "n2"), rule="double_booking", resource="v1")
    assert str(PinsClash([clash])) == "pins of n1, n2: cannot hold together, rule double_booking at v1"
