"""What the command says, and with which exit code it ends, when something is wrong."""

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from typer.exceptions import TyperException

from matcher.errors import Clash, InvalidInput, LimitTooLow, PinsClash, SolveFailed
from webapp.terminal.german_help import GermanGroup
from webapp.words import printable, rule_words

ANYTHING_ELSE, BAD_INPUT, PINS_CLASH, ABORTED = 1, 2, 3, 130
DEBUG = "LOKAL_WILLKOMMEN_DEBUG"
ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("matcher", "geodata", "scenarios", "webapp")


class BadUse(Exception):
    """The command was called in a way that cannot work; the text says why, in German."""


class ClusterFailed(Exception):
    """A cluster does not do what it should; the text says what, in German."""


class Aborted(Exception):
    """Ctrl-C by somebody who does not want to wait for a plan."""


class PlainlyFailing(GermanGroup):
    """Commands that end with a sentence and an exit code, never with a traceback."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command and exit."""
        try:
            code = super().main(*args, **{**extra, "standalone_mode": False})
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read our output has gone; what is still buffered must not complain at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            code = ANYTHING_ELSE
        except Exception as error:
            if os.environ.get(DEBUG) == "1":
                traceback.print_exc()
            code = tell(error)
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: Any) -> Any:
        """Run the command's function."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            # Typer would end with the same exit code, but without a word.
            raise Aborted from None


def tell(error: BaseException) -> int:
    """Say on stderr what went wrong; returns the exit code."""
    matching = ((code, text) for kind, code, text in _TOLD if isinstance(error, kind))
    code, text = next(matching, (ANYTHING_ELSE, _unexpected))
    message = text(error)
    if message:
        print(message, file=sys.stderr)
    return code


def _invalid_input(error: InvalidInput) -> str:
    lines = [f"  {printable(line)}" for line in str(error).splitlines()]
    return "\n".join(["Die Eingabe stimmt nicht; nichts wurde gerechnet oder geschrieben.", *lines])


def _pins_clash(error: PinsClash) -> str:
    lines = [f"  {printable(_clash(clash))}" for clash in error.clashes]
    return "\n".join(["Diese Festlegungen lassen sich nicht einhalten; es gibt keinen Plan.", *lines])


def _limit_too_low(error: LimitTooLow) -> str:
    must = "muss sich 1 Vorschlag" if error.fewest == 1 else f"müssen sich {error.fewest} Vorschläge"
    return (
        f"Mit höchstens {error.max_changes} Änderungen gibt es keinen Plan: neben Festlegungen, Kapazitäten und "
        f"Zeiten {must} der Vorwoche ändern. Gebraucht wird mindestens --max-changes {error.fewest}."
    )


def _clash(clash: Clash) -> str:
    rule = f"Regel {rule_words(clash.rule)} ({clash.rule})"
    if len(clash.needs) == 1:
        return f"Bedarf {clash.needs[0]}: dafür bleibt niemand, {rule}"
    where = f" bei {clash.resource}" if clash.resource else ""
    return f"Bedarfe {', '.join(clash.needs)}: nicht alle zugleich möglich{where}, {rule}"


def _usage(error: TyperException) -> str:
    """Typer's own errors in German where they are simple; otherwise its words."""
    name = type(error).__name__
    if name == "NoArgsIsHelpError":
        return ""
    param = getattr(error, "param", None)
    hint = param.get_error_hint() if param is not None else ""
    if name == "NoSuchOption":
        text = f"Die Einstellung {getattr(error, 'option_name', '')} gibt es nicht."
        possible = getattr(error, "possibilities", None)
        text += f" Gemeint: {', '.join(sorted(possible))}?" if possible else ""
    elif name == "MissingParameter":
        text = f"Es fehlt: {hint}."
    elif hint:
        text = f"Die Angabe zu {hint} passt nicht: {error.message}"
    else:
        text = error.format_message()
        for english, german in (("No such command", "Diesen Befehl gibt es nicht:"), ("Did you mean", "Gemeint:")):
            text = text.replace(english, german)
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "lokal-willkommen"
    return f"{printable(text)}\nHilfe: {path} --help"


def _system(error: OSError) -> str:
    where = f": {printable(str(error.filename))}" if error.filename else ""
    return f"Das System meldet einen Fehler{where} ({error.strerror or type(error).__name__})."


def _unexpected(error: BaseException) -> str:
    """Type and place only: the text of an unknown error may hold facts about people."""
    return (
        f"Unerwarteter Fehler: {type(error).__name__} in {_place(error.__traceback__)}. Das Programm ist schuld, nicht "
        f"die Eingabe; bitte dem Projekt melden. Einzelheiten zeigt {DEBUG}=1."
    )


def _place(trace: TracebackType | None) -> str:
    """The innermost line of this project that is not merely the way here."""
    ours = [frame for frame in traceback.extract_tb(trace) if _is_ours(Path(frame.filename))]
    if not ours:
        return "unbekannter Stelle"
    path = Path(ours[-1].filename).relative_to(ROOT)
    return f"{path.as_posix()}, Zeile {ours[-1].lineno}"


def _is_ours(path: Path) -> bool:
    return path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in PACKAGES


_TOLD: tuple[tuple[type[BaseException], int, Callable[[Any], str]], ...] = (
    (InvalidInput, BAD_INPUT, _invalid_input),
    (BadUse, BAD_INPUT, lambda error: str(error)),
    (TyperException, BAD_INPUT, _usage),
    (LimitTooLow, BAD_INPUT, _limit_too_low),
    (PinsClash, PINS_CLASH, _pins_clash),
    (Aborted, ABORTED, lambda error: "Abgebrochen."),
    (MemoryError, ANYTHING_ELSE, lambda error: "Der Arbeitsspeicher reicht nicht; es wurde nichts geschrieben."),
    (OSError, ANYTHING_ELSE, _system),
    (ClusterFailed, ANYTHING_ELSE, lambda error: str(error)),
    (SolveFailed, ANYTHING_ELSE, lambda error: f"Der Rechenkern ist gescheitert ({printable(str(error))})."),
)
