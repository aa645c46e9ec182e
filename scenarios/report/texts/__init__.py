"""Sentences and headings of the report, in German and English."""

from collections.abc import Mapping

from scenarios.report.texts.answer import ANSWER
from scenarios.report.texts.figures import FIGURES
from scenarios.report.texts.page import PAGE
from scenarios.report.texts.tables import TABLES
from scenarios.report.words import Lang

TEXTS: Mapping[str, tuple[str, str]] = {**FIGURES, **TABLES, **ANSWER, **PAGE}


def has_text(code: str) -> bool:
    """Whether there is a text of this code."""
    return code in TEXTS


def say(code: str, lang: Lang, **values: object) -> str:
    """The text of this code, with its values; numbers come in already written out."""
    german, english = TEXTS[code]
    return (german if lang == "de" else english).format(**values)
