"""``lokal-willkommen simulate``: weeks ahead with the engine, and with simpler policies on the same arrivals."""

import sys
import time
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from webapp.terminal.failures import ABORTED, BadUse
from webapp.terminal.reports import LANG, REPORT, checked_report, files_of, planned_report, write_and_tell
from webapp.terminal.stopping import Stop

if TYPE_CHECKING:
    from scenarios.report.content import ReportContent
    from scenarios.report.words import Lang
    from scenarios.scenario import Scenario
    from scenarios.simulation.outcome import Simulation
    from scenarios.simulation.play import Spread, Step
    from scenarios.site_plan import SitePlan, SitePlans

SCENARIO = Annotated[Path, typer.Argument(metavar="SCENARIO", help="Szenario: JSON-Datei.", show_default=False)]
WEEKS = Annotated[int, typer.Option(min=1, metavar="N", help="So viele Wochen voraus.")]
SEEDS = Annotated[int, typer.Option(min=1, metavar="N", help="So viele Ziehungen, jede mit eigenem Startwert.")]
SEED = Annotated[int, typer.Option(min=0, metavar="N", help="Erster Startwert; derselbe ergibt dieselben Wochen.")]
ARRIVALS = Annotated[
    str | None,
    typer.Option(metavar="50,75,100", help="Zuweisungen je Woche; sonst alle des Szenarios.", show_default=False),
]
POLICIES = Annotated[
    str | None,
    typer.Option(
        metavar="NAMEN",
        help="Nur diese von engine, first_come, most_urgent_nearest; sonst alle.",
        show_default=False,
    ),
]
PLAN = Annotated[
    Path | None,
    typer.Option(metavar="PLAN", help="Offen sind die Standorte dieses Plans (von plan -o).", show_default=False),
]
K = Annotated[
    int | None,
    typer.Option("--k", min=1, metavar="N", help="Welcher Plan der Datei: der mit N Standorten.", show_default=False),
]
JOBS = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="So viele Prozesse; sonst einer je Kern.", show_default=False)
]
CLUSTER = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Auf einem laufenden Dask-Scheduler rechnen.", show_default=False)
]
OUTPUT = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Alle Zahlen in diese Datei.", show_default=False),
]
AS_JSON = Annotated[bool, typer.Option("--json", help="Alle Zahlen als JSON statt der Tabelle.")]


def simulate(
    scenario: SCENARIO,
    weeks: WEEKS = 52,
    seeds: SEEDS = 20,
    seed: SEED = 0,
    arrivals: ARRIVALS = None,
    policies: POLICIES = None,
    plan: PLAN = None,
    k: K = None,
    jobs: JOBS = None,
    cluster: CLUSTER = None,
    output: OUTPUT = None,
    as_json: AS_JSON = False,
    report: REPORT = None,
    lang: LANG = "de",
) -> None:
    """
    Wochen voraus spielen, mit dem Verfahren des Programms und zwei einfacheren zum Vergleich.

    Strg-C nimmt die Ziehungen, die bis dahin vollständig sind. Für einen Bericht werden zuerst die Standorte geplant;
    offen sind dann die des empfohlenen Plans.
    """
    _refuse_together(jobs=jobs, cluster=cluster, plan=plan, k=k, report=report)
    with Stop(time_limit_seconds=None, started=time.perf_counter()) as stop:
        from scenarios.scenario_file import read_scenario
        from webapp.terminal.output import checked_output

        path = checked_output(output) if output else None
        folder = checked_report(report) if report else None
        found = read_scenario(scenario)
        wanted = {"weeks": weeks, "seeds": seeds, "first_seed": seed, **_chosen_part(arrivals, policies)}
        if plan is not None:
            wanted["plan"] = _plan_of(plan, k, found)
        planned = planned_report(found, stop) if folder else None
        if planned:
            wanted["plan"] = _chosen(*planned)
        simulation = _played(found, wanted, stop, jobs=jobs, cluster=cluster)
    if simulation.seeds == 0:
        print("Angehalten, bevor eine Ziehung vollständig war; es gibt kein Ergebnis.", file=sys.stderr)
        raise typer.Exit(ABORTED)
    _tell(simulation, path, as_json=as_json)
    if folder and planned:
        _write_report(planned[0], simulation, folder, lang, files_of(found, planned[1]))
    if simulation.seeds < seeds:
        print(
            f"Angehalten: {simulation.seeds} von {seeds} Ziehungen sind vollständig; nur sie zählen.", file=sys.stderr
        )


def _refuse_together(
    *, jobs: int | None, cluster: str | None, plan: Path | None, k: int | None, report: Path | None
) -> None:
    if jobs is not None and cluster is not None:
        raise BadUse("--jobs zählt die Prozesse auf diesem Rechner; bitte ohne --cluster aufrufen.")
    if k is not None and plan is None:
        raise BadUse("--k wählt einen Plan aus einer Datei; dazu gehört --plan.")
    if plan is not None and report is not None:
        raise BadUse("--report plant die Standorte selbst; bitte ohne --plan aufrufen.")


def _chosen_part(arrivals: str | None, policies: str | None) -> dict[str, Any]:
    """What is asked for, where it is not everything."""
    part: dict[str, Any] = {}
    if arrivals is not None:
        part["arrivals"] = _numbers(arrivals)
    if policies is not None:
        part["policies"] = _policies(policies)
    return part


def _plan_of(path: Path, k: int | None, scenario: "Scenario") -> "SitePlan":
    """The plan of a file, which must be of the same scenario."""
    from scenarios.scenario_canonical import scenario_sha256
    from scenarios.site_plan_file import read_plans
    from webapp.words import printable

    plans, shown = read_plans(path), printable(str(path))
    if plans.scenario_sha256 != scenario_sha256(scenario):
        raise BadUse(f"{shown}: dieser Plan gehört zu einem anderen Szenario oder einem anderen Stand davon.")
    by_k = {one.k: one for one in plans.plans if one.sites}
    if k is None and len(by_k) == 1:
        (k,) = by_k
    if k not in by_k:
        held = ", ".join(map(str, sorted(by_k))) or "keine"
        raise BadUse(f"{shown}: bitte mit --k die Zahl der Standorte nennen; Pläne mit Standorten gibt es für: {held}.")
    return by_k[k]


def _played(
    scenario: "Scenario", wanted: dict[str, Any], stop: Stop, *, jobs: int | None, cluster: str | None
) -> "Simulation":
    from scenarios.simulation.simulate import simulate as played
    from webapp.terminal.progress import progress_line
    from webapp.terminal.simulations import step_words

    with progress_line(stop) as line, _place_to_play(jobs, cluster) as spread:

        def report(step: "Step") -> None:
            line.tell(step_words(step))

        return played(scenario, **wanted, spread=spread, stop=stop, report=report)


def _place_to_play(jobs: int | None, cluster: str | None) -> "AbstractContextManager[Spread]":
    """Processes on this machine, or a cluster."""
    if cluster is not None:
        from webapp.cluster_runs import runs_on_cluster

        return runs_on_cluster(cluster)
    from matcher.processes import in_turn, side_by_side

    return nullcontext(in_turn if jobs == 1 else partial(side_by_side, processes=jobs))


def _tell(simulation: "Simulation", path: Path | None, *, as_json: bool) -> None:
    from scenarios.simulation.outcome_file import simulation_text, write_simulation
    from webapp.terminal.simulations import show_simulation
    from webapp.words import printable

    if path:
        write_simulation(simulation, path)
        print(f"Geschrieben: {printable(str(path))}", file=sys.stderr)
    if as_json:
        print(simulation_text(simulation), end="")
    else:
        show_simulation(simulation)


def _chosen(content: "ReportContent", plans: "SitePlans") -> "SitePlan | None":
    from scenarios.report.assemble import chosen_plan

    return chosen_plan(content, plans)


def _write_report(
    content: "ReportContent", simulation: "Simulation", folder: Path, lang: "Lang", files: dict[str, str]
) -> None:
    from scenarios.report.assemble import with_simulation
    from scenarios.simulation.outcome_file import simulation_text

    files["simulation.json"] = simulation_text(simulation)
    write_and_tell(with_simulation(content, simulation), folder, lang, files)


def _numbers(text: str) -> list[int]:
    try:
        numbers = [int(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if not numbers or min(numbers) < 0 or len(set(numbers)) < len(numbers):
        raise BadUse("--arrivals: gemeint sind verschiedene Zahlen ab 0 mit Komma dazwischen, etwa 50,75,100.")
    return numbers


def _policies(text: str) -> list[str]:
    from scenarios.simulation.outcome import POLICIES as EVERY

    names = text.split(",")
    if not set(names) <= set(EVERY) or len(set(names)) < len(names):
        raise BadUse(f"--policies: gemeint sind verschiedene von {', '.join(EVERY)}, mit Komma dazwischen.")
    return names
