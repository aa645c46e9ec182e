"""What ``shortage`` prints: a list that somebody who looks for volunteers can act on."""

import json
from collections.abc import Callable

from matcher.domain import Case, Offer, Volunteer
from matcher.shortage import Shortage, Shortages, Step, shortages_to_json
from matcher.week import Window, clock
from webapp.words import (
    EFFORTS,
    QUALIFICATIONS,
    WEEKDAYS,
    date_words,
    kind_words,
    language_words,
    number,
    printable,
)

PARTS_OF_DAY = ((26, "vormittags"), (36, "nachmittags"), (48, "abends"))
"""What begins before this cell."""
Say = Callable[[str], str]
"""A German text in the language of whoever looks."""
PEOPLE = {
    ("companion", "f"): "Patin",
    ("companion", "m"): "Pate",
    ("mediator", "f"): "Mediatorin",
    ("mediator", "m"): "Mediator",
}
HOW_COUNTED = (
    "Jede Zeile für sich: eine Person oder ein Angebot mehr, der Plan der Woche neu gerechnet. Personen mit 4 Stunden,",
    "2 Familien und 30 Minuten Weg mit dem Rad; alle Angaben stehen in der Ausgabe mit --json.",
)


def json_text(found: Shortages, case: Case) -> str:
    """The list for other programs."""
    return json.dumps(shortages_to_json(found, case), indent=1, ensure_ascii=False)


def step_words(step: Step, say: Say = str) -> str:
    """How far the search is; German, unless said in another language."""
    if step.stage == "plan":
        return say("rechnet den Plan")
    what = say("schätzt") if step.stage == "estimate" else say("rechnet nach")
    return say("{what}: {done} von {of}").format(what=what, done=step.done, of=step.of)


def plain_lines(found: Shortages, case: Case) -> list[str]:
    """Two lines per entry: whom to look for, and what is known about the gain."""
    service = found.plan.service
    left_open = service.needs - service.served
    lines = [
        f"Wer am meisten fehlt, Woche ab Mo {date_words(found.plan.week)}",
        f"Ohne sie: {service.served} von {service.needs} Bedarfen versorgt, Nutzen {number(service.value)}",
        "",
    ]
    if not left_open:
        return [*lines, "Kein Bedarf bleibt offen; niemand fehlt."]
    if not found.entries and found.complete:
        return [*lines, f"{_needs(left_open)} offen, doch keine einzelne Person und kein einzelnes Angebot mehr hilft."]
    names = {district.id: printable(district.name or district.id) for district in case.districts}
    for rank, entry in enumerate(found.entries, 1):
        lines += [
            f"{rank:>2}. {entry_words(entry, names.get(entry.district, printable(entry.district)))}: "
            f"{_needs(entry.needs_gain)} mehr",
            f"    {_gain_words(entry)}; {printable(entry.record.id)}",
        ]
    counted = f"{found.verified} von {found.candidates} Möglichkeiten nachgerechnet, Gründlichkeit "
    return [*lines, "", f"{counted}{EFFORTS[found.effort]}.", *HOW_COUNTED]


def entry_words(entry: Shortage, district: str, say: Say = str) -> str:
    """``Mediatorin, Tigrinisch, dienstags oder donnerstags nachmittags, Brackel``: whom to look for."""
    record = entry.record
    if isinstance(record, Offer):
        what = say("Angebot {kind}").format(kind=say(kind_words(record.kind)))
        words = [what, times_words(record.times, say), say("{n} Plätze").format(n=record.seats)]
    else:
        language = say(language_words(entry.language or ""))
        words = [say(PEOPLE[entry.role, record.gender]), language, *_duties(record, say)]
        words.append(half_days_words(record.availability, say))
    return ", ".join([*words, district])


def _duties(person: Volunteer, say: Say) -> list[str]:
    """Kinds beyond the usual, and what has to be proven."""
    kinds = [say(kind_words(kind)) for kind in person.kinds]
    kinds = [] if person.kinds == ("companion",) else kinds
    proofs = [say(QUALIFICATIONS.get(word, printable(word))) for word in person.qualifications]
    return [*kinds, *(say("mit {proof}").format(proof=proof) for proof in proofs)]


def _needs(count: int) -> str:
    return f"{count} {'Bedarf' if count == 1 else 'Bedarfe'}"


def times_words(times: tuple[Window, ...], say: Say = str) -> str:
    """``mittwochs 10:00-11:30``."""
    return say(" und ").join(f"{say(WEEKDAYS[time.day])} {clock(time.first)}-{clock(time.end)}" for time in times)


def half_days_words(windows: tuple[Window, ...], say: Say = str) -> str:
    """``dienstags oder donnerstags nachmittags``, or each day with its own part."""
    parts = [say(next(word for end, word in PARTS_OF_DAY if window.first < end)) for window in windows]
    days = [say(WEEKDAYS[window.day]) for window in windows]
    if len(set(parts)) == 1:
        return f"{say(' oder ').join(days)} {parts[0]}"
    return say(" oder ").join(f"{day} {part}" for day, part in zip(days, parts, strict=True))


def _gain_words(entry: Shortage) -> str:
    gain = f"Nutzen +{number(entry.service_gain)}"
    if entry.exact:
        gain += " (bewiesen)"
    else:
        gain += f" (bewiesen ist: zwischen {number(entry.least_gain)} und {number(entry.most_gain)})"
    sign = "+" if entry.cost_change >= 0 else ""
    return f"{gain}, Aufwand {sign}{number(entry.cost_change)} Minuten"
