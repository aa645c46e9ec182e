"""Explanations and comparisons as German lines, each of which stands for itself."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from matcher.compare import Change, Chosen, Comparison
from matcher.explain import NeedExplanation, VolunteerExplanation
from matcher.forcing import ClashingWay, Way
from matcher.misses import Miss, RuleFailures
from webapp.terminal.view import helper_words
from webapp.words import (
    QUALIFICATIONS,
    date_words,
    kind_words,
    language_words,
    number,
    percent,
    printable,
    rule_words,
    source_words,
    start_words,
)

MOST_NEEDS_NAMED = 8
_STATES = {
    "served": "versorgt",
    "outbid": "offen: möglich, aber andere haben, was es dafür braucht",
    "no_option": "offen: niemand erfüllt alle Regeln",
    "active": "läuft schon; darüber entscheidet der Plan nicht",
}
_REASONS = {
    "new_need": "war vorher kein offener Bedarf",
    "was_outbid": "war offen, an andere vergeben",
    "was_no_option": "war offen, niemand erfüllte alle Regeln",
    "closed": "nicht mehr offen",
    "outbid": "jetzt an andere vergeben",
    "no_option": "jetzt erfüllt niemand alle Regeln",
    "provider": "wer hilft",
    "mediator": "Sprachmittlung",
    "start": "Beginn",
}
_ROLES = {"companion": "begleitet", "mediator": "dolmetscht"}
_ROLE_NAMES = {"companion": "Als Begleitung", "mediator": "Als Sprachmittlung"}


def as_json_text(found: Any) -> str:
    """Any explanation or comparison as JSON."""
    return json.dumps(asdict(found), indent=1, ensure_ascii=False, default=lambda value: value.isoformat())


def need_lines(found: NeedExplanation) -> list[str]:
    """What could be done for a need, and who fails which rule."""
    lines = [f"Bedarf {printable(found.need)}: {_STATES[found.state]}"]
    if found.now:
        lines.append(f"Jetzt: {_choice(found.now)}")
    if found.state == "active":
        return lines
    lines += ["", f"Möglichkeiten: {found.choices}, durchgerechnet {len(found.ways)}"]
    lines += _ways(found.ways, found.clashing, found.week_status, named=False)
    lines += ["", "Wer an welcher Regel scheitert"]
    for rule in found.rules:
        lines += _failures(rule)
    return lines


def volunteer_lines(found: VolunteerExplanation) -> list[str]:
    """What a volunteer does, could do, and why not."""
    lines = [f"{printable(found.volunteer)}: {len(found.duties)} Aufgaben in dieser Woche"]
    for duty in found.duties:
        when = f" {start_words(duty.start)}" if duty.start else ""
        state = ", läuft schon" if duty.active else ""
        lines.append(f"  {printable(duty.need)}{when}, {_ROLES[duty.role]}{state}")
    lines += ["", f"Weitere Bedarfe, für die sie möglich wäre: {found.choices}, durchgerechnet {len(found.ways)}"]
    lines += _ways(found.ways, found.clashing, found.week_status, named=True)
    if found.lost:
        lines += ["", "Für keinen Bedarf möglich; die Bedarfe nach der ersten Regel, an der es scheitert"]
    for lost in found.lost:
        rule = "niemand, mit dem es zusammen ginge" if lost.rule == "partner" else rule_words(lost.rule)
        lines.append(f"  {_ROLE_NAMES[lost.role]}: {lost.count:>5}  {rule} (etwa {printable(', '.join(lost.needs))})")
    return lines


def comparison_lines(found: Comparison) -> list[str]:
    """New, changed and gone assignments."""
    weeks, service, cost = found.weeks, found.services, found.costs
    lines = [
        f"Von Woche {date_words(weeks[0])} zu Woche {date_words(weeks[1])}"
        + (", derselbe Fall" if found.same_case else ", anderer Fall"),
        f"Versorgt  {service[0].served} -> {service[1].served}",
        f"Nutzen    {number(service[0].value)} -> {number(service[1].value)} Punkte",
        f"Aufwand   {number(cost[0].value)} -> {number(cost[1].value)} Minuten",
        f"Gleich    {found.unchanged}",
    ]
    for heading, changes in (("Neu", found.new), ("Geändert", found.changed), ("Entfallen", found.gone)):
        lines += ["", f"{heading} ({len(changes)})", *(f"  {_change(change)}" for change in changes)]
    return lines


def _change(change: Change) -> str:
    choices = [_choice(choice) for choice in (change.before, change.after) if choice]
    reasons = ", ".join(_REASONS.get(reason, reason) for reason in change.reasons)
    return f"{printable(change.need)}: {' -> '.join(choices)} ({reasons})"


def _choice(choice: Chosen | Way | ClashingWay) -> str:
    start = f" {start_words(choice.start)}" if choice.start else ""
    return f"{helper_words(choice.provider, choice.mediator)}{start}"


def _ways(ways: Sequence[Way], clashing: Sequence[ClashingWay], week_status: str, *, named: bool) -> Iterator[str]:
    for place, way in enumerate(ways, start=1):
        need = f"{printable(way.need)}: " if named else ""
        yield f"  {place}. {need}{_choice(way)}{' (so wie jetzt)' if way.current else ''}"
        service, cost = _signed(way.service_change), _signed(way.cost_change)
        yield f"     Nutzen {service} Punkte, Aufwand {cost} Minuten; {_proof(way)}"
        if way.idle_lapsed:
            yield f"     {way.idle_lapsed} Helfende wären dann für nichts mehr möglich, zählen also nicht als frei."
        for words, needs in (("Dann versorgt", way.gains), ("Dann offen", way.losses), ("Anders", way.moved)):
            if needs:
                yield f"     {words}: {_named(needs)}"
    for one in clashing:
        need = f"{printable(one.need)}: " if named else ""
        pins = sorted({other for clash in one.clashes for other in clash.needs} - {one.need})
        yield f"  -  {need}{_choice(one)}: geht nicht neben den Festlegungen {printable(', '.join(pins))}"
    if ways and week_status != "optimal":
        yield "  Der Plan selbst ist nicht bewiesen bestmöglich; ein Teil der Unterschiede kann daran liegen."


def _proof(way: Way) -> str:
    if way.exact and way.cost_exact:
        return "genau (bewiesen)"
    if way.exact:
        return f"Nutzen genau, Lücke beim Aufwand {percent(way.cost.gap)}"
    limits = f"{_signed(way.least_change)} bis {_signed(way.most_change)}"
    return f"beim Nutzen sicher nur {limits}, Lücke {percent(way.service.gap)}"


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else ''}{number(value)}" if value else "+-0"


def _named(needs: Sequence[str]) -> str:
    more = f" und {len(needs) - MOST_NEEDS_NAMED} weitere" if len(needs) > MOST_NEEDS_NAMED else ""
    return printable(f"{', '.join(needs[:MOST_NEEDS_NAMED])}{more}")


def _failures(rule: RuleFailures) -> Iterator[str]:
    yield f"  {rule_words(rule.rule):<14} {rule.failed:>5} scheitern, {rule.left:>5} bleiben"
    for miss in rule.nearest:
        who = printable(f"{miss.helper}, {miss.mediator} als Sprachmittlung" if miss.mediator else miss.helper)
        also = f"; auch {', '.join(rule_words(code) for code in miss.also_fails)}" if miss.also_fails else ""
        yield f"      {who}: {miss_words(miss)}{also}"


def miss_words(miss: Miss) -> str:
    """How far a helper misses a rule: ``4 Minuten zu weit (34 von höchstens 30, geschätzt)``."""
    needed, found, off = miss.needed, miss.found, miss.short_by
    if miss.measure in _AMOUNTS and off:
        return _AMOUNTS[miss.measure].format(
            needed=needed, found=found, off=off, hours=number(off / 2), source=source_words(miss.source or "")
        )
    if miss.measure == "level":
        return (
            f"{language_words(miss.language)} {found or 'fehlt'}, verlangt {needed}"
            if miss.language
            else "keine Sprache gemeinsam"
        )
    if miss.measure == "age":
        return f"Alter {found}, nimmt {needed}" if found is not None else f"Alter unbekannt, nimmt {needed}"
    if miss.measure == "gender":
        return f"verlangt {needed}, gefunden {found or 'unbekannt'}"
    if miss.measure == "kind":
        kinds = ", ".join(map(kind_words, found)) if isinstance(found, tuple) else ""
        return f"übernimmt {kinds}" if kinds else "übernimmt keine Begleitung"
    if miss.measure == "qualification" and isinstance(needed, tuple) and isinstance(found, tuple):
        missing = [QUALIFICATIONS.get(proof, printable(proof)) for proof in needed if proof not in found]
        return f"es fehlt {', '.join(missing)}"
    if miss.measure == "block":
        return "für diese Familie gesperrt"
    return "keine gemeinsame Möglichkeit"


_AMOUNTS = {
    "minutes": "{off} Minuten zu weit ({found} von höchstens {needed}, {source})",
    "half_hours": "{hours} h am Stück zu wenig ({found} von {needed} halben Stunden)",
    "free_half_hours": "{hours} h der Angebotszeit nicht frei ({found} von {needed} halben Stunden)",
    "half_hours_left": "{hours} h zu wenig übrig ({found} von {needed} halben Stunden)",
    "matches_left": "keine weitere Familie möglich",
    "seats_left": "{off} Plätze zu wenig ({found} von {needed})",
}
