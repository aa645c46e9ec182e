"""The table: what it says, and that it fits."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from matcher.domain import Case
from matcher.result import Result
from matcher.solve import solve
from scenarios import PILOT, generate_case
from tests.instances import make_case, make_household, make_match, make_mediator, make_need, make_offer, make_volunteer
from webapp.terminal.show import drawn, plain_lines
from webapp.terminal.view import PlanView, plan_view
from webapp.travel import travel_of

GERMAN = {"de": "native"}
ALL_EVENING = make_need(hours=3)
"""Fills the time that everybody is free, so that there is one start only."""


def solved(case: Case) -> Result:
    return solve(case, travel_of(case))


def lines_on_a_terminal(view: PlanView, width: int) -> list[str]:
    file = io.StringIO()
    console = Console(file=file, width=width, markup=False, emoji=False, highlight=False)
    for part in drawn(view):
        console.print(part)
    return file.getvalue().splitlines()


@pytest.fixture(scope="module")
def pilot_view() -> PlanView:
    case = generate_case(replace(PILOT, proposed_share=0.1, pinned_share=0.02), seed=0, households=60)
    return plan_view(case, solved(case))


@pytest.mark.parametrize("width", [80, 100, 160])
def test_table_fits_the_terminal_and_breaks_no_cell_but_the_reasons(pilot_view: PlanView, width: int) -> None:
    lines = lines_on_a_terminal(pilot_view, width)
    assert max(len(line) for line in lines) <= width
    text = "\n".join(line.rstrip() for line in lines)
    for home in pilot_view.assigned:
        for line in home.lines:
            assert any(line.need in row and all(cell in row for cell in line.cells) for row in text.splitlines())


def test_terminal_and_pipe_tell_the_same_needs(pilot_view: PlanView) -> None:
    drawn_text, plain = "\n".join(lines_on_a_terminal(pilot_view, 120)), "\n".join(plain_lines(pilot_view))
    for home in (*pilot_view.assigned, *pilot_view.unserved):
        for line in home.lines:
            assert line.need in drawn_text
            assert line.need in plain


def plain(case: Case, result: Result | None = None) -> str:
    return "\n".join(" ".join(line.split()) for line in plain_lines(plan_view(case, result or solved(case))))


def test_visit_with_mediator_names_both_with_their_minutes() -> None:
    case = make_case(needs=[ALL_EVENING], volunteers=[make_volunteer(languages=GERMAN), make_mediator(lat=51.53)])
    # 0.0059 degrees of latitude are 0.66 km; on foot with detour 1.3 at 4.5 km/h: 11.4 minutes.
    assert "h1 n1 Begleitung v1 mit m1 Di 16:00 0 + 12 geschätzt neu" in plain(case)


def test_interpreting_names_the_mediator_alone() -> None:
    case = make_case(needs=[replace(ALL_EVENING, kind="interpreting")], volunteers=[make_mediator()])
    assert "h1 n1 Sprachmittlung m1 Di 16:00 0 geschätzt neu" in plain(case)


def test_offer_tells_the_way_of_the_family() -> None:
    case = make_case(
        households=[make_household(availability=["mon 08:00-13:00"])],
        needs=[make_need(kind="language_course")],
        offers=(make_offer(language_free=True),),
    )
    # By transit, no distance: the overhead of 10 minutes.
    assert "h1 n1 Sprachkurs o1 Mo 09:00 10 geschätzt neu" in plain(case)


def test_measured_minutes_say_so() -> None:
    rows = ({"traveller": "v1", "place": "n1", "minutes": 7},)
    assert "v1 Di 16:00 7 gemessen neu" in plain(make_case(needs=[ALL_EVENING], travel=rows))


@pytest.mark.parametrize(("status", "word"), [("pinned", "fest"), ("proposed", "bleibt")])
def test_state_is_told_in_a_word(status: str, word: str) -> None:
    assert plain(make_case(matches=(make_match(status=status),))).count(f" geschätzt {word}") == 1


def test_optimal_is_only_said_when_the_result_says_so() -> None:
    case = make_case()
    result = solved(case)
    assert "Ergebnis bestmöglich (bewiesen)" in plain(case, result)
    assert "bestmöglich" not in plain(case, replace(result, status="feasible"))


def test_head_tells_value_bound_and_gap_of_both_levels() -> None:
    case = make_case()
    result = solved(case)
    service = replace(result.service, value=81.25, bound=100.0, gap=0.1875)
    cost = replace(result.cost, value=1230, bound=1107, gap=0.1)
    text = plain(case, replace(result, service=service, cost=cost))
    assert "Versorgt 1 von 1 erfüllbaren Bedarfen; offen waren 1" in text
    assert "Nutzen 81,25 von höchstens 100 Punkten, Lücke 18,75 %" in text
    assert "Aufwand 1.230 Minuten, mindestens 1.107, Lücke 10 %" in text


def test_district_names_and_shares_are_told_when_there_are_several() -> None:
    households = [make_household(), make_household(id="h2", district="aplerbeck")]
    needs = [make_need(), make_need(id="n2", household="h2")]
    text = plain(make_case(households=households, needs=needs, volunteers=[make_volunteer(max_matches=1)]))
    assert "Stadtteile aplerbeck 0 %, brackel 100 %" in text or "Stadtteile aplerbeck 100 %, brackel 0 %" in text


def test_empty_week_says_so() -> None:
    case = make_case(households=[], needs=[], volunteers=[])
    assert any("nichts zu vermitteln" in line for line in lines_on_a_terminal(plan_view(case, solved(case)), 80))


def test_ids_are_shown_as_they_are() -> None:
    case = make_case(volunteers=[make_volunteer(id="[red]v:smile:")])
    assert "[red]v:smile:" in "\n".join(lines_on_a_terminal(plan_view(case, solved(case)), 80))


def test_no_coordinates_or_languages_are_shown(tmp_path: Path) -> None:
    text = plain(make_case())
    assert "51.5" not in text
    assert " ar" not in text
