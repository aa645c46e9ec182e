"""``lokal-willkommen demo``: the invented pilot, matched and shown."""

import time

from webapp.commands.match import tell_if_stopped
from webapp.terminal.stopping import Stop

SEED = 0

NEXT_STEPS = """
Weiter geht es mit
  lokal-willkommen generate -o fall.json            denselben Fall als Datei
  lokal-willkommen match fall.json -o plan.json     den Plan als Datei
  lokal-willkommen check fall.json plan.json        den Plan nachrechnen
  lokal-willkommen --help                           alle Befehle
"""


def demo() -> None:
    """Ein erfundenes Beispiel rechnen und zeigen: der Pilot mit 150 Familien."""
    with Stop(time_limit_seconds=None, started=time.perf_counter()) as stop:
        from scenarios import PILOT, generate_case
        from webapp.run import best_plan
        from webapp.terminal.progress import progress_line
        from webapp.terminal.show import show_plan
        from webapp.terminal.view import status_words
        from webapp.words import seconds_words

        with progress_line(stop) as report:
            case = generate_case(PILOT, seed=SEED)
            result = best_plan(case, effort="normal", seed=SEED, stop=stop, report=report)
    print(
        f"Erfundenes Beispiel: {len(case.households)} Familien, {len(case.needs)} Bedarfe, "
        f"{len(case.volunteers)} Helfende, {len(case.offers)} Angebote."
    )
    show_plan(case, result)
    tell_if_stopped(stop, result)
    service = result.service
    print(
        f"\nIn {seconds_words(result.seconds)}: {service.served} von {service.servable} erfüllbaren Bedarfen versorgt, "
        f"{status_words(result)}."
    )
    print(NEXT_STEPS.rstrip())
