"""Small numbers stay hidden, also from those who can compute."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.linear_solver import pywraplp

from webapp.services.suppression import SMALLEST, Shown, shown


def test_one_small_number_takes_the_smallest_partner_of_its_row_along() -> None:
    # 3 alone would be 23 - 12 - 8; the total is dearer than 8.
    seen = shown(np.array([[3], [12], [8]]))
    assert seen.cells[:, 0].tolist() == [False, True, False, True]


def test_table_without_small_numbers_is_shown_whole() -> None:
    seen = shown(np.array([[5, 0], [7, 9]]), [0, 1])
    assert seen.cells.all()
    assert seen.sites.all()


def test_four_is_hidden_and_five_is_not() -> None:
    assert not shown(np.array([[4], [9], [9]])).cells[0, 0]
    assert shown(np.array([[5], [9], [9]])).cells[0, 0]


def test_zeros_are_shown() -> None:
    assert shown(np.array([[0, 2], [0, 9], [7, 8]])).cells[:2, 0].all()


def test_small_total_is_hidden_too() -> None:
    assert not shown(np.array([[1], [2]])).cells[-1, -1]


def test_two_ones_alone_do_not_protect_each_other() -> None:
    # 1 + 1 = 2 beside a shown 8 and total 10: everybody who knows that hidden means at least 1 would know both.
    assert shown(np.array([[1], [1], [8]])).cells[:, 0].tolist() != [False, False, True, True]


def test_sites_do_not_betray_their_districts() -> None:
    # One district per site: the site's number is the district's.
    seen = shown(np.array([[3], [12], [30]]), [0, 1, 1])
    assert not seen.sites[0, 0]


def test_table_of_nobody_is_shown_empty() -> None:
    assert shown(np.zeros((0, 0), int)).cells.all()


def test_misfit_is_refused() -> None:
    with pytest.raises(ValueError, match="one site per row"):
        shown(np.array([[1]]), [0, 1])


numbers = st.one_of(st.just(0), st.integers(0, 6), st.integers(0, 40))


@st.composite
def tables(draw: st.DrawFn) -> tuple[np.ndarray, list[int]]:
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    sites = [draw(st.integers(0, 2)) for _ in range(rows)]
    counts = [[draw(numbers) for _ in range(columns)] for _ in range(rows)]
    return np.array(counts), sites


@settings(max_examples=150, deadline=None)
@given(tables())
def test_no_hidden_number_can_be_computed_back(table: tuple[np.ndarray, list[int]]) -> None:
    counts, sites = table
    seen = shown(counts, sites)
    small = (counts > 0) & (counts < SMALLEST)
    assert not (seen.cells[:-1, :-1] & small).any()
    for least, most in feasible_intervals(counts, sites, seen):
        # The balances are a network, so whole numbers lie at both ends.
        assert most - least > 0.5


@settings(max_examples=100, deadline=None)
@given(tables())
def test_only_tables_with_small_numbers_lose_any(table: tuple[np.ndarray, list[int]]) -> None:
    counts, sites = table
    counts[(counts > 0) & (counts < SMALLEST)] = SMALLEST
    seen = shown(counts, sites)
    assert seen.cells.all()
    assert seen.sites.all()


def feasible_intervals(counts: np.ndarray, sites: list[int], seen: Shown) -> list[tuple[float, float]]:
    """What somebody with a linear program finds out about every hidden number, who knows that none of them is zero."""
    rows, columns = counts.shape
    solver = pywraplp.Solver.CreateSolver("GLOP")
    hidden = []

    def number(value: int, is_shown: bool) -> object:
        if is_shown:
            return int(value)
        hidden.append(solver.NumVar(1, 1000, ""))
        return hidden[-1]

    whole = np.vstack([counts, counts.sum(axis=0, keepdims=True)])
    whole = np.hstack([whole, whole.sum(axis=1, keepdims=True)])
    cells = [[number(whole[r, c], seen.cells[r, c]) for c in range(columns + 1)] for r in range(rows + 1)]
    per_site = []
    for site in range(len(seen.sites)):
        of_site = whole[:-1][[place == site for place in sites]].sum(axis=0)
        per_site.append([number(of_site[c], seen.sites[site, c]) for c in range(columns + 1)])
    equal = [(sum(line[:-1]), line[-1]) for line in (*cells, *per_site)]
    for c in range(columns + 1):
        equal.append((sum(line[c] for line in per_site), cells[-1][c]))
        for site in range(len(per_site)):
            equal.append((sum(cells[r][c] for r in range(rows) if sites[r] == site), per_site[site][c]))
    for left, right in equal:
        if not (isinstance(left, int) and isinstance(right, int)):
            solver.Add(left == right)
    found = []
    for variable in hidden:
        ends = []
        for sense in (1, -1):
            solver.Minimize(sense * variable)
            assert solver.Solve() == pywraplp.Solver.OPTIMAL
            ends.append(variable.solution_value())
        found.append((ends[0], ends[1]))
    return found
