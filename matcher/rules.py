"""
The rules an option obeys (section 2 of the contract), one predicate per rule, in the contract's order.

This is the readable form: it judges one option at a time and is what ``check`` and the tests hold a plan against.
``options.py`` asks the same questions of whole lists at once; the tests compare the two.
"""

from collections.abc import Callable
from dataclasses import dataclass

from matcher.domain import ALL_AGES, LEVELS, Household, Languages, Match, Need, Offer, Volunteer
from matcher.facts import INTERPRETING, Facts, first_cell, overlap, without
from matcher.week import CELLS_PER_DAY, cells_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """
    One way to meet one need, allowed or not.

    Attributes
    ----------
    need, provider, mediator
        The records; None where there is no provider (interpreting) or no mediator.
    start
        Cell of the week, 0 to 335.
    provider_minutes
        Of the visiting volunteer, or of the household to the offer; 0 without provider.
    mediator_minutes
        Of the mediator; 0 without one.
    pin
        The caseworker's pin of this need, with the rules it waives.
    """

    need: Need
    provider: Volunteer | Offer | None
    mediator: Volunteer | None
    start: int
    provider_minutes: int = 0
    mediator_minutes: int = 0
    pin: Match | None = None

    def waives(self, rule: str) -> bool:
        """Whether a caseworker lifted the rule for this need."""
        return self.pin is not None and rule in self.pin.waive

    @property
    def visitors(self) -> list[Volunteer]:
        """Volunteers and mediators of the option."""
        return [person for person in (self.provider, self.mediator) if isinstance(person, Volunteer)]


def has_language(languages: Languages, code: str, level: str) -> bool:
    """Whether the language is spoken at the level or better."""
    return code in languages and LEVELS.index(languages[code]) >= LEVELS.index(level)


def shares_language(facts: Facts, household: Household, provider: Volunteer | Offer) -> bool:
    """Whether household and provider both have a language at ``language_level``, or the offer needs none."""
    if isinstance(provider, Offer) and provider.language_free:
        return True
    level = facts.policy.language_level
    return any(
        has_language(household.languages, code, level) and has_language(provider.languages, code, level)
        for code in household.languages
    )


def reaches(facts: Facts, mediator: Volunteer, languages: Languages) -> bool:
    """Whether the mediator has, at ``bridge_level``, a language the others have at ``language_level``."""
    policy = facts.policy
    return any(
        has_language(mediator.languages, code, policy.bridge_level)
        and has_language(languages, code, policy.language_level)
        for code in languages
    )


def interprets(facts: Facts, mediator: Volunteer, household: Household) -> bool:
    """Whether the mediator speaks a language of the household and the offices' one, both at ``bridge_level``."""
    policy = facts.policy
    return reaches(facts, mediator, household.languages) and has_language(
        mediator.languages, policy.official_language, policy.bridge_level
    )


def kind(facts: Facts, choice: Choice) -> bool:
    """The provider serves the kind; interpreting is served by a mediator alone."""
    need, provider = choice.need, choice.provider
    if need.kind == INTERPRETING:
        return provider is None and choice.mediator is not None and "mediator" in choice.mediator.roles
    if isinstance(provider, Volunteer):
        return "companion" in provider.roles and (choice.waives("kind") or need.kind in provider.kinds)
    return provider is not None and (choice.waives("kind") or provider.kind == need.kind)


def block(facts: Facts, choice: Choice) -> bool:
    """Nobody of the option is barred from the household."""
    resources = [helper.id for helper in (choice.provider, choice.mediator) if helper is not None]
    return not any((choice.need.household, resource) in facts.blocked for resource in resources)


def gender(facts: Facts, choice: Choice) -> bool:
    """The household's wish is met by all who come; an offer's limit is met by the attendee."""
    wish = facts.households[choice.need.household].contact_gender
    if any(wish is not None and person.gender != wish for person in choice.visitors):
        return False
    provider = choice.provider
    return not isinstance(provider, Offer) or provider.gender is None or provider.gender == choice.need.gender


def age(facts: Facts, choice: Choice) -> bool:
    """The attendee's age lies in the offer's ages; an unknown age fits only an offer open to all."""
    offer = choice.provider
    if not isinstance(offer, Offer) or choice.waives("age"):
        return True
    if choice.need.age is None:
        return offer.ages == ALL_AGES
    return offer.ages[0] <= choice.need.age <= offer.ages[1]


def qualification(facts: Facts, choice: Choice) -> bool:
    """Everybody who comes holds what the need requires."""
    return all(set(choice.need.requires) <= set(person.qualifications) for person in choice.visitors)


def language(facts: Facts, choice: Choice) -> bool:
    """Household and provider share a language and come without a mediator, or a mediator bridges between them."""
    household, provider, mediator = facts.households[choice.need.household], choice.provider, choice.mediator
    if mediator is not None and ("mediator" not in mediator.roles or mediator == provider):
        return False
    if choice.need.kind == INTERPRETING:
        return mediator is not None and (choice.waives("language") or interprets(facts, mediator, household))
    if provider is None:
        return False
    if choice.waives("language"):
        named = choice.pin.mediator if choice.pin else None
        return (mediator.id if mediator else None) == named
    if shares_language(facts, household, provider):
        return mediator is None
    return mediator is not None and all(
        reaches(facts, mediator, side) for side in (household.languages, provider.languages)
    )


def travel(facts: Facts, choice: Choice) -> bool:
    """Nobody travels longer than the own limit; the household not longer than the policy's."""
    if choice.waives("travel"):
        return True
    if choice.mediator is not None and choice.mediator_minutes > choice.mediator.max_travel_minutes:
        return False
    if isinstance(choice.provider, Volunteer):
        return choice.provider_minutes <= choice.provider.max_travel_minutes
    return choice.provider is None or choice.provider_minutes <= facts.policy.household_max_travel_minutes


def time(facts: Facts, choice: Choice) -> bool:
    """Everybody is free in all cells of the meeting, which lies within one day or on the offer's times."""
    need, provider = choice.need, choice.provider
    household = facts.households[need.household]
    use = facts.use(need, provider.id if provider else None, choice.start)
    if isinstance(provider, Offer):
        if choice.start != first_cell(use.cells):
            return False
    elif choice.start % CELLS_PER_DAY + use.half_hours > CELLS_PER_DAY:
        return False
    taken = [facts.attendee_taken[household.id, need.attendee]]
    taken += [facts.volunteer_taken[person.id] for person in choice.visitors]
    if any(overlap(use.cells, cells) for cells in taken):
        return False
    everybody: list[Household | Volunteer] = [household, *choice.visitors]
    return choice.waives("time") or not any(any(without(use.cells, cells_of(one.availability))) for one in everybody)


def capacity(facts: Facts, choice: Choice) -> bool:
    """Hours, matches and seats left suffice for this option alone."""
    provider = choice.provider
    use = facts.use(choice.need, provider.id if provider else None, choice.start)
    if isinstance(provider, Offer) and facts.seats_left[provider.id] < choice.need.seats:
        return False
    return all(
        facts.half_hours_left[person.id] >= use.half_hours and facts.matches_left[person.id] >= 1
        for person in choice.visitors
    )


RULES: dict[str, Callable[[Facts, Choice], bool]] = {
    "kind": kind,
    "block": block,
    "gender": gender,
    "age": age,
    "qualification": qualification,
    "language": language,
    "travel": travel,
    "time": time,
    "capacity": capacity,
}
"""Every rule by its code, in the contract's order."""


def broken_rules(facts: Facts, choice: Choice) -> list[str]:
    """Codes of the rules the choice breaks, in the contract's order; empty when it is an option."""
    return [code for code, holds in RULES.items() if not holds(facts, choice)]


def obeys_pin(choice: Choice) -> bool:
    """Whether the fields named by the pin hold; without a pin they always do."""
    pin = choice.pin
    if pin is None:
        return True
    provider, mediator = choice.provider, choice.mediator
    named = (
        (pin.provider, provider.id if provider else None),
        (pin.mediator, mediator.id if mediator else None),
        (pin.start, choice.start),
    )
    return all(wanted is None or wanted == found for wanted, found in named)
