"""
Compiles the catalogues in ``translations``, and brings the English one up to date with the sources.

``python -m webapp.catalogues`` extracts, updates and compiles; what has no English yet stays German.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from webapp import availability, place_words, reasons, words
from webapp.terminal import shortages

FOLDER = Path(__file__).parent / "translations"
ENGLISH = FOLDER / "en_GB" / "LC_MESSAGES" / "messages.po"
_KEYWORDS = {"_": None, "_l": None, "gettext": None, "say": None, "ngettext": (1, 2)}
_METHODS = [
    ("commands/**.py", "ignore"),
    ("demo/**.py", "ignore"),
    ("**/*.py", "python"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
]


def sources() -> Catalog:
    """Every text of the application, German as it stands in the sources."""
    found = Catalog(locale="en_GB", project="Lokal willkommen", fuzzy=False, header_comment="# English (en_GB)")
    options = {"templates/**": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
    root = Path(__file__).parent
    texts = extract_from_dir(root, _METHODS, options, keywords=_KEYWORDS, comment_tags=())
    for _place, _line, text, _comments, context in sorted(texts, key=lambda each: str(each[2])):
        found.add(text, context=context)
    for text in sorted(_of_the_terminal()):
        found.add(text)
    return found


def _of_the_terminal() -> set[str]:
    """German words the terminal keeps in tables, and pages say in other languages."""
    tables = (
        words.RULES, words.KINDS, words.QUALIFICATIONS, words.SOURCES, words.SERVER_FAILURES, words.EFFORTS, words.DAYS,
        words.LANGUAGES, shortages.PEOPLE, place_words.HOWS, place_words.FURTHER, place_words.NOTES,
    )  # fmt: skip
    return {
        *(text for table in tables for text in table.values()),
        *(text for pair in reasons.SENTENCES.values() for text in pair),
        *(text for _end, text in shortages.PARTS_OF_DAY),
        *words.WEEKDAYS,
        *availability.SHORT_DAYS,
    }


def compiled(path: Path) -> bytes:
    """The binary form of a catalogue; without texts nobody has translated."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parts[-3])
    target = BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def update() -> None:
    """Extract, merge into the English catalogue, compile all."""
    if ENGLISH.exists():
        with ENGLISH.open("rb") as file:
            english = read_po(file, locale="en_GB")
    else:
        english = sources()
    english.update(sources(), no_fuzzy_matching=True, update_creation_date=False)
    # What no source uses any more goes.
    english.obsolete.clear()
    with ENGLISH.open("wb") as file:
        write_po(file, english, no_location=True, omit_header=False, width=120)
    for path in FOLDER.glob("*/LC_MESSAGES/*.po"):
        path.with_suffix(".mo").write_bytes(compiled(path))


if __name__ == "__main__":
    update()
