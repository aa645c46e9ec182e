"""``lokal-willkommen compare``: what differs between two results."""

from pathlib import Path
from typing import Annotated

import typer

JSON = Annotated[bool, typer.Option("--json", help="Als JSON statt als Text.")]


def compare(
    earlier: Annotated[Path, typer.Argument(metavar="RESULT", help="Früheres Ergebnis.", show_default=False)],
    later: Annotated[Path, typer.Argument(metavar="RESULT", help="Späteres Ergebnis.", show_default=False)],
    as_json: JSON = False,
) -> None:
    """Zwei Pläne vergleichen: was neu ist, was sich ändert, was wegfällt."""
    from matcher.compare import compare as compared
    from matcher.result import read_result
    from webapp.terminal.explaining import as_json_text, comparison_lines

    comparison = compared(read_result(earlier), read_result(later))
    for line in [as_json_text(comparison)] if as_json else comparison_lines(comparison):
        print(line)
