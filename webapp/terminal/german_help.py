"""Help pages in German; Typer asks for its headings by these names."""

from typing import Any

from typer.core import TyperCommand, TyperGroup

HEADINGS = {
    "ARGUMENTS_PANEL_TITLE": "Angaben",
    "OPTIONS_PANEL_TITLE": "Einstellungen",
    "COMMANDS_PANEL_TITLE": "Befehle",
    "DEFAULT_STRING": "[sonst: {}]",
    "REQUIRED_LONG_STRING": "[nötig]",
}


def _use_german_headings() -> None:
    # Only help pages pay for loading this module.
    from typer import rich_utils

    for name, words in HEADINGS.items():
        setattr(rich_utils, name, words)


class GermanCommand(TyperCommand):
    """A command with a German help page."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the page."""
        _use_german_headings()
        super().format_help(ctx, formatter)

    def get_help_option(self, ctx: Any) -> Any:
        """The option ``--help``."""
        return _in_german(super().get_help_option(ctx))


class GermanGroup(TyperGroup):
    """A group of commands with a German help page."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the page."""
        _use_german_headings()
        super().format_help(ctx, formatter)

    def get_help_option(self, ctx: Any) -> Any:
        """The option ``--help``."""
        return _in_german(super().get_help_option(ctx))


def _in_german(option: Any) -> Any:
    if option is not None:
        option.help = "Diese Hilfe zeigen."
    return option
