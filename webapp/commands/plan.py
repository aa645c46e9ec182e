"""``lokal-willkommen plan``: which sites with which catchments, for each number of sites."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from webapp.terminal.failures import ANYTHING_ELSE, PINS_CLASH
from webapp.terminal.reports import LANG, REPORT, checked_report, files_of, report_of, write_and_tell
from webapp.terminal.stopping import Stop

if TYPE_CHECKING:
    from geodata.travel import Travel
    from scenarios.scenario import Scenario
    from scenarios.site_plan import SitePlans

SCENARIO = Annotated[Path, typer.Argument(metavar="SCENARIO", help="Szenario: JSON-Datei.", show_default=False)]
OUTPUT = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="PLAN", help="Pläne in diese Datei.", show_default=False),
]
NUMBERS = Annotated[
    list[int] | None,
    typer.Option("--k", min=1, metavar="N", help="Nur so viele Standorte; mehrmals möglich.", show_default=False),
]
TIME_LIMIT = Annotated[
    float | None,
    typer.Option(
        min=0,
        metavar="S",
        help="Nach so vielen Sekunden je Zahl von Standorten nehmen, was da ist.",
        show_default=False,
    ),
]
SEED = Annotated[int, typer.Option(min=0, metavar="N", help="Startwert; derselbe ergibt dieselben Pläne.")]
AS_JSON = Annotated[bool, typer.Option("--json", help="Die Pläne als JSON statt der Tabelle.")]
CHECK = Annotated[
    Path | None,
    typer.Option(
        "--check", metavar="PLAN", help="Statt zu planen: diese Pläne nachrechnen, jede Regel und Zahl.",
        show_default=False,
    ),
]  # fmt: skip


def plan(
    scenario: SCENARIO,
    output: OUTPUT = None,
    k: NUMBERS = None,
    time_limit: TIME_LIMIT = None,
    seed: SEED = 0,
    as_json: AS_JSON = False,
    check: CHECK = None,
    report: REPORT = None,
    lang: LANG = "de",
) -> None:
    """Standorte und Einzugsbereiche planen. Strg-C nimmt die besten Pläne bis dahin."""
    if check is not None:
        _check(scenario, check)
        return
    with Stop(time_limit_seconds=None, started=time.perf_counter()) as stop:
        from scenarios.scenario_file import read_scenario
        from scenarios.site_plan_file import write_plans
        from webapp.settings import Settings
        from webapp.terminal.output import checked_output
        from webapp.terminal.planning import planned
        from webapp.travel import sources_of

        path = checked_output(output) if output else None
        folder = checked_report(report) if report else None
        facts = read_scenario(scenario)
        travel = sources_of(Settings())
        wanted = sorted(set(k)) if k else range(facts.k[0], facts.k[1] + 1)
        plans = planned(facts, travel, wanted, stop, time_limit=time_limit, seed=seed)
        content = report_of(facts, plans) if folder else None
    if path:
        write_plans(plans, path)
    _show(plans, facts, travel, path, as_json=as_json)
    if folder and content:
        write_and_tell(content, folder, lang, files_of(facts, plans))
    if all(one.status == "infeasible" for one in plans.plans):
        raise typer.Exit(PINS_CLASH)


def _show(plans: "SitePlans", scenario: "Scenario", travel: "Travel", path: Path | None, *, as_json: bool) -> None:
    from scenarios.planning.hindsight import real_network
    from scenarios.site_plan_file import plans_text
    from webapp.terminal.site_plans import plan_lines, stopped_words
    from webapp.words import printable

    if as_json:
        print(plans_text(plans), end="")
    else:
        real = real_network(scenario, travel)
        print("\n".join(plan_lines(plans, scenario, real.plan if real else None)))
    if path:
        print(f"Geschrieben: {printable(str(path))}", file=sys.stderr)
    if note := stopped_words(plans):
        print(note, file=sys.stderr)


def _check(scenario: Path, plans: Path) -> None:
    from scenarios.scenario_file import read_scenario
    from scenarios.site_plan_file import read_plans
    from scenarios.validate import validate
    from webapp.settings import Settings
    from webapp.travel import sources_of
    from webapp.words import printable

    facts, found = read_scenario(scenario), read_plans(plans)
    violations = validate(found, facts, sources_of(Settings()))
    if not violations:
        print(f"Alles in Ordnung: Pläne für {', '.join(str(one.k) for one in found.plans)} Standorte nachgerechnet.")
        return
    print(f"{len(violations)} {'Verstoß' if len(violations) == 1 else 'Verstöße'}:")
    for violation in violations:
        print(printable(str(violation)))
    raise typer.Exit(ANYTHING_ELSE)
