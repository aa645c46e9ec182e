"""``simulate --cluster``: runs of a simulation played by the workers of a Dask scheduler that runs already."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from scenarios.simulation.play import Spread
from webapp.cluster import connected, done_there


@contextmanager
def runs_on_cluster(address: str) -> Iterator[Spread]:
    """The cluster as a place to play runs, while the block runs; raises as ``connected`` does."""
    with connected(address) as client:
        yield partial(done_there, client)
