"""Sentences and headings of the report, in German and English."""

from collections.abc import Mapping

from scenarios.report.texts.answer import ANSWER
from scenarios.report.texts.figures import FIGURES
from scenarios.report.texts.page import PAGE
from scenarios.report.texts.tables import TABLES
from scenarios.report.words import Lang, number

TEXTS: Mapping[str, tuple[str, str]] = {**FIGURES, **TABLES, **ANSWER, **PAGE}


def has_text(code: str) -> bool:
    """Whether there is a text of this code."""
    return code in TEXTS


def say(code: str, lang: Lang, **values: object) -> str:
    """The text of this code, with its values; numbers come in already written out."""
    german, english = TEXTS[code]
    return (german if lang == "de" else english).format(**values)


def sites_words(k: int, lang: Lang) -> str:
    """``1 Standort``, ``7 Standorte``."""
    return say("one_site", lang) if k == 1 else say("sites_k", lang, k=number(k, lang))
