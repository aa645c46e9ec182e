"""One line on the terminal that tells how far a run is."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.text import Text

from matcher.progress import Progress
from webapp.terminal.stopping import Stop
from webapp.words import STAGES, number, percent

Report = Callable[[Progress], None]


class ProgressLine:
    """The latest progress; rich asks for its text several times a second, so that the seconds run on."""

    def __init__(self, stop: Stop) -> None:
        self.stop = stop
        self.latest: Progress | None = None
        self.note = ""

    def __call__(self, progress: Progress) -> None:
        """Take note of a step forward."""
        self.latest = progress

    def tell(self, note: str) -> None:
        """Say this instead, for work that is more than one run."""
        self.note = note

    def __rich__(self) -> Text:
        text = Text(f"{self.stop.elapsed_seconds():4.0f} s  ", style="dim", no_wrap=True, overflow="ellipsis")
        text.append(self._stage(), style="bold cyan")
        if self.latest and not self.note:
            now = self.latest
            text.append(f"  {now.served} versorgt  Lücke {percent(now.gap)}")
            text.append(f"  Nutzen {number(round(now.service))} von {number(round(now.bound))}", style="dim")
        return text

    def _stage(self) -> str:
        if self.stop.interrupted:
            return "hält an (noch einmal Strg-C: abbrechen)"
        if self.note:
            return self.note
        return STAGES.get(self.latest.stage, self.latest.stage) if self.latest else "liest und prüft"


@contextmanager
def progress_line(stop: Stop) -> Iterator[ProgressLine]:
    """Show progress on stderr while the block runs, if somebody is watching; gives what to report to."""
    line = ProgressLine(stop)
    if not sys.stderr.isatty():
        yield line
        return
    console = Console(stderr=True, highlight=False)
    with Live(
        line, console=console, transient=True, refresh_per_second=8, redirect_stdout=False, redirect_stderr=False
    ):
        yield line
