"""``lokal-willkommen check``: a plan held against the rules, or the settings before going online."""

from pathlib import Path
from typing import Annotated

import typer

from webapp.terminal.failures import BadUse


def check(
    case: Annotated[
        Path | None,
        typer.Argument(metavar="CASE", help="Fall: JSON-Datei oder Ordner mit Tabellen.", show_default=False),
    ] = None,
    result: Annotated[
        Path | None, typer.Argument(metavar="RESULT", help="Ergebnis von match.", show_default=False)
    ] = None,
    deploy: Annotated[
        bool,
        typer.Option("--deploy", help="Statt eines Plans die Einstellungen prüfen, bevor die Anwendung ans Netz geht."),
    ] = False,
) -> None:
    """Einen Plan nachrechnen: jede Regel, jede Zahl, jeder Grund."""
    if deploy:
        if case is not None:
            raise BadUse("--deploy prüft die Einstellungen; bitte ohne CASE und RESULT aufrufen.")
        from webapp.commands.deploy_check import check_deploy

        check_deploy()
        return
    for path, name in ((case, "CASE"), (result, "RESULT")):
        if path is None:
            raise BadUse(f"Es fehlt: '{name}'.\nHilfe: lokal-willkommen check --help")
    assert case is not None
    assert result is not None
    _check_plan(case, result)


def _check_plan(case: Path, result: Path) -> None:
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
