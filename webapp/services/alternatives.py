"""What else could be done for a need: the next choices with what they change for others, and everybody who could."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import or_, select

from matcher import domain
from matcher.domain import WAIVABLE_RULES
from matcher.errors import InvalidInput
from matcher.explain import explain_need
from matcher.facts import INTERPRETING, Facts
from matcher.listing import Listing, list_options
from matcher.misses import Miss, rule_failures
from matcher.options import NOBODY, Options, generate_options
from matcher.outbid import Holders
from matcher.plan import empty_plan
from matcher.week import format_start, parse_start
from webapp import access
from webapp.database import db, transaction
from webapp.models import Match, Need, NeedChoices, User
from webapp.models.matches import PROPOSED
from webapp.services.case_now import case_now
from webapp.services.feasible import Choice, choice_from, pinned
from webapp.services.frozen import Frozen, last_frozen
from webapp.services.naming import Names, names_of
from webapp.translate import household_id, need_id, provider_of, volunteer_id
from webapp.travel import travel_of

NEXT_CHOICES = 3
MOST_CANDIDATES, MOST_BREAKERS = 40, 10
_MOST_NEEDS_SOLVED = 1_500
"""Larger cases take too long to solve again while somebody waits."""
_PATIENCE_SECONDS = 8.0
_LONGEST_PSEUDONYM = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """
    One of the next choices.

    Attributes
    ----------
    losses, gains
        Words of needs that stay open then, and that are served only then.
    exact
        Whether that is proven, not only found.
    """

    who: str
    start: str
    losses: list[str]
    gains: list[str]
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NextChoices:
    """The next choices of the last run; known is False when the need was not part of it."""

    known: bool
    ways: list[Way]
    choices: int = 0


def next_choices(user: User, need_number: int) -> NextChoices:
    """
    The next three choices for a need in the last released run, found once and then kept.

    Takes seconds the first time: the week is solved again with each of them.

    Raises
    ------
    NotFound
    """
    need = access.get(user, Need, need_number)
    frozen = last_frozen()
    if frozen is None:
        return NextChoices(known=False, ways=[])
    kept = db.session.get(NeedChoices, (frozen.run_id, need.id))
    found = kept.found if kept is not None else _explained(frozen, need.id)
    if found is None:
        return NextChoices(known=False, ways=[])
    rows = [row for row in found["ways"] if not row["current"]][:NEXT_CHOICES]
    helpers = [row[part] for row in rows for part in ("provider", "mediator")]
    names = names_of(user, helpers, [id_ for row in rows for id_ in (*row["losses"], *row["gains"])])
    ways = [
        Way(
            who=names.both(row["provider"], row["mediator"]),
            start=row["start"],
            losses=names.families(row["losses"]),
            gains=names.families(row["gains"]),
            exact=row["exact"],
        )
        for row in rows
    ]
    return NextChoices(known=True, ways=ways, choices=found["choices"])


def _explained(frozen: Frozen, number: int) -> dict[str, Any] | None:
    """Solve again with each choice, and keep what came out."""
    if len(frozen.case.needs) > _MOST_NEEDS_SOLVED:
        return None
    db.session.rollback()  # nothing stays open while the solver works
    until = time.monotonic() + _PATIENCE_SECONDS
    try:
        told = explain_need(
            frozen.case, frozen.result, travel_of(frozen.case), need_id(number),
            top=NEXT_CHOICES + 1, effort="quick", stop=lambda: time.monotonic() > until,
        )  # fmt: skip
    except InvalidInput:
        return None
    wanted = ("provider", "mediator", "start", "current", "losses", "gains", "exact")
    ways = [{name: value for name, value in asdict(way).items() if name in wanted} for way in told.ways]
    found = {"choices": told.choices, "ways": [{**way, "start": str(way["start"])} for way in ways]}
    if told.complete:
        with transaction() as session:
            session.merge(NeedChoices(run_id=frozen.run_id, need_id=number, found=found))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """
    Somebody who could help, or could if a rule were lifted.

    Attributes
    ----------
    choice
        Complete, rules to lift included.
    who
        Words.
    provider_minutes, mediator_minutes
        One way; None where it was not worked out.
    held_by
        Words of needs whose proposal would have to give way.
    broken
        Codes of the rules that forbid it; empty for those who could.
    miss
        How far the first of them is missed.
    liftable
        Whether all of them may be lifted on purpose, and it would go then.
    """

    choice: Choice
    who: str
    provider_minutes: int | None = None
    mediator_minutes: int | None = None
    held_by: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    miss: Miss | None = None
    liftable: bool = False

    @property
    def may_be_lifted(self) -> bool:
        """Whether people may lift the broken rules at all, even where it would not help."""
        return set(self.broken) <= set(WAIVABLE_RULES)

    @property
    def key(self) -> str:
        """The choice as a form's value; read by ``choice_of_key``."""
        chosen = self.choice
        parts = (chosen.provider, chosen.pseudonym_of_mediator, chosen.start, ",".join(self.broken))
        return "|".join(part or "" for part in parts)


def choice_of_key(key: str) -> Choice:
    """
    The choice of a candidate's key, its rules to lift included.

    Raises
    ------
    ValueError
        When it is not a key.
    """
    provider, mediator, start, waive = key.split("|")
    if not (provider or mediator) or max(len(provider), len(mediator)) > _LONGEST_PSEUDONYM:
        raise ValueError(key)
    if start:
        parse_start(start)
    return choice_from(provider or None, mediator or None, start or None, tuple(filter(None, waive.split(","))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Everybody who could help, best first, and the nearest of those who break a rule."""

    could: list[Candidate]
    breakers: list[Candidate]


def place_urgently(user: User, need_number: int) -> list[Candidate]:
    """The best five for an urgent need, by the rules and what is settled now; between two runs."""
    return candidates_for(user, need_number, breakers=False).could[:5]


def candidates_for(user: User, need_number: int, *, breakers: bool = True) -> Candidates:
    """
    Who could serve a need as things stand now, best first.

    Raises
    ------
    NotFound
    """
    need = access.get(user, Need, need_number)
    case = _open_case([need.id])
    if need_id(need.id) not in {row.id for row in case.needs}:
        return Candidates(could=[], breakers=[])
    options = generate_options(Facts(case), travel_of(case))
    row = next((number for number, one in enumerate(options.needs) if one.id == need_id(need.id)), None)
    if row is None:
        return Candidates(could=[], breakers=[])
    could = _cheapest(options, list_options(options, np.array([row])))
    held = _held(need, could)
    failed = _breakers(options, case, need) if breakers else []
    helpers = [id_ for choice, _, _ in could for id_ in (choice.provider, choice.pseudonym_of_mediator)]
    helpers += [id_ for one in failed for id_ in (one.choice.provider, one.choice.pseudonym_of_mediator)]
    names = names_of(user, helpers, {id_ for ids in held.values() for id_ in ids})
    return Candidates(
        could=[_candidate(names, held, *one) for one in could],
        breakers=[replace(one, who=_who(names, one.choice)) for one in failed],
    )


def _open_case(need_ids: Sequence[int]) -> domain.Case:
    """The part of the case around the needs, without a word about them from before."""
    case = case_now(need_ids)
    asked = {need_id(number) for number in need_ids}
    return replace(case, matches=tuple(m for m in case.matches if m.need not in asked or m.status == "active"))


def _cheapest(options: Options, listing: Listing) -> list[tuple[Choice, int, int]]:
    """One choice for each pair of helpers, the cheapest first, with the minutes of both."""
    found: dict[tuple[int, int], int] = {}
    for row in np.argsort(listing.cost, kind="stable").tolist():
        found.setdefault((int(listing.provider[row]), int(listing.mediator[row])), row)
    return [
        (_choice(options, listing, row), int(listing.provider_minutes[row]), int(listing.mediator_minutes[row]))
        for row in list(found.values())[:MOST_CANDIDATES]
    ]


def _choice(options: Options, listing: Listing, row: int) -> Choice:
    people, provider, mediator = options.people, int(listing.provider[row]), int(listing.mediator[row])
    return choice_from(
        None if provider == NOBODY else people.providers[provider].id,
        None if mediator == NOBODY else people.volunteers[people.mediators[mediator]].id,
        format_start(int(listing.start[row])),
    )


def _who(names: Names, choice: Choice) -> str:
    return names.both(choice.provider, choice.pseudonym_of_mediator)


def _candidate(
    names: Names, held: dict[Choice, tuple[str, ...]], choice: Choice, own: int, mediators: int
) -> Candidate:
    return Candidate(
        choice=choice,
        who=_who(names, choice),
        provider_minutes=own if choice.provider is not None else None,
        mediator_minutes=mediators if choice.mediator is not None else None,
        held_by=tuple(names.families(held.get(choice, ()))),
    )


def _held(need: Need, could: Sequence[tuple[Choice, int, int]]) -> dict[Choice, tuple[str, ...]]:
    """By choice: needs with a proposal that takes what the choice takes."""
    people = {person for choice, _, _ in could for person in choice.people}
    offers = {choice.offer for choice, _, _ in could if choice.offer is not None}
    others = db.session.scalars(
        select(Match)
        .join(Need, Match.need_id == Need.id)
        .where(Match.status == PROPOSED, Match.need_id != need.id)
        .where(
            or_(
                Match.volunteer_id.in_(people), Match.mediator_id.in_(people), Match.offer_id.in_(offers),
                Need.household_id == need.household_id,
            )
        )
    ).all()  # fmt: skip
    if not others:
        return {}
    case = case_now([need.id, *(m.need_id for m in others)])
    case = replace(case, matches=tuple(m for m in case.matches if m.status == "active"))
    options = generate_options(Facts(case), travel_of(case))
    number = {row.id: place for place, row in enumerate(options.needs)}
    if need_id(need.id) not in number:
        return {}
    holders = Holders(options, _plan(options, number, others))
    listing = list_options(options, np.array([number[need_id(need.id)]]))
    wanted = {choice for choice, _, _ in could}
    found: dict[Choice, tuple[str, ...]] = {}
    for row in range(len(listing)):
        choice = _choice(options, listing, row)
        if choice in wanted and choice not in found:
            found[choice] = tuple(sorted(options.needs[n].id for n in holders.of_option(listing, row)))
    return found


def _plan(options: Options, number: dict[str, int], matches: Sequence[Match]) -> Any:
    """The proposals of others as a plan."""
    plan, people = empty_plan(options), options.people
    mediator = {people.volunteers[v].id: m for m, v in enumerate(people.mediators)}
    for match in matches:
        row, provider = number.get(need_id(match.need_id)), provider_of(match)
        along = None if match.mediator_id is None else volunteer_id(match.mediator_id)
        if row is None or match.start is None or (provider is not None and provider not in people.index):
            continue
        if along is not None and along not in mediator:
            continue
        plan.start[row] = parse_start(match.start)
        plan.provider[row] = NOBODY if provider is None else people.index[provider]
        plan.mediator[row] = NOBODY if along is None else mediator[along]
    return plan


def _breakers(options: Options, case: domain.Case, need: Need) -> list[Candidate]:
    """Those who break fewest rules; where all of these may be lifted, with a time at which it would go."""
    facts = next(row for row in options.needs if row.id == need_id(need.id))
    misses = [(failure.rule, miss) for failure in rule_failures(options.judge, facts) for miss in failure.nearest]
    misses.sort(key=lambda pair: len(pair[1].also_fails))
    found = []
    for rule, miss in misses[:MOST_BREAKERS]:
        broken = (rule, *miss.also_fails)
        alone = facts.kind == INTERPRETING
        choice = choice_from(None if alone else miss.helper, miss.helper if alone else None, None)
        complete = None
        if set(broken) <= set(WAIVABLE_RULES):
            complete = _with_time(case, need, replace(choice, waive=broken))
        found.append(
            Candidate(
                choice=complete or replace(choice, waive=broken), who="", broken=broken, miss=miss,
                liftable=complete is not None,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: not one.liftable)


def _with_time(case: domain.Case, need: Need, choice: Choice) -> Choice | None:
    """The choice with mediator and time filled in, or None when it would not go even so."""
    wanted = pinned(case, need, choice)
    options = generate_options(Facts(_with_helpers(wanted, need, choice)), travel_of(wanted))
    row = next(number for number, one in enumerate(options.needs) if one.id == need_id(need.id))
    listing = list_options(options, np.array([row]))
    if not len(listing):
        return None
    best = int(np.argmin(listing.cost))
    return replace(_choice(options, listing, best), waive=choice.waive)


def _with_helpers(case: domain.Case, need: Need, choice: Choice) -> domain.Case:
    """The part of the case around a choice: its helpers, everybody who mediates, and what is settled about these."""
    wanted = {choice.provider, choice.pseudonym_of_mediator}
    wanted |= {row.id for row in case.volunteers if "mediator" in row.roles}
    asked, home = need_id(need.id), household_id(need.household_id)
    homes = {row.id: row.household for row in case.needs}
    matches = tuple(
        row for row in case.matches
        if row.need == asked or homes[row.need] == home or ({row.provider, row.mediator} - {None}) & wanted
    )  # fmt: skip
    wanted |= {who for row in matches for who in (row.provider, row.mediator)}
    volunteers = tuple(row for row in case.volunteers if row.id in wanted)
    known = {row.id for row in volunteers} | {row.id for row in case.offers}
    needs = {asked, *(row.need for row in matches)}
    return replace(
        case, matches=matches, volunteers=volunteers, needs=tuple(row for row in case.needs if row.id in needs),
        blocks=tuple(row for row in case.blocks if row.resource in known),
    )  # fmt: skip
