"""
Compiles the engine's inner loops once, so that nobody waits for it on the first Monday.

Run by the start script after an installation: ``python -m webapp.prepare``.
"""

from geodata import EstimatedTravel
from matcher.compiling import forget_older
from matcher.solve import solve
from scenarios import PILOT, generate_case


def prepare() -> None:
    """Solve one small synthetic case the way large ones are solved; the compiled code is kept on disk."""
    forget_older()
    solve(generate_case(PILOT, seed=0), EstimatedTravel(), effort="quick")


if __name__ == "__main__":
    prepare()
