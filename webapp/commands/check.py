"""``lokal-willkommen check``: a plan held against the rules, without any solver."""

from pathlib import Path
from typing import Annotated

import typer

from webapp.commands.match import CASE


def check(
    case: CASE,
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="Ergebnis von match.", show_default=False)],
) -> None:
    """Einen Plan nachrechnen: jede Regel, jede Zahl, jeder Grund."""
    from matcher.case import read_case
    from matcher.check import check as violations_of
    from matcher.result import read_result
    from webapp.travel import travel_of
    from webapp.words import printable, rule_words

    facts, plan = read_case(case), read_result(result)
    violations = violations_of(plan, facts, travel_of(facts))
    if not violations:
        print(f"Alles in Ordnung: {len(plan.assignments)} Zuordnungen, {len(plan.unmatched)} offene Bedarfe geprüft.")
        return
    print(f"{len(violations)} {'Verstoß' if len(violations) == 1 else 'Verstöße'}:")
    for violation in violations:
        print(printable(f"{rule_words(violation.code)} ({violation.code}): {violation.text}"))
    raise typer.Exit(1)
