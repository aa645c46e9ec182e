"""Each code has its German sentence."""

import pytest

from matcher.remaining import RULE_ORDER
from matcher.result import Held, Unmatched
from tests.instances import make_need
from webapp.reasons import reason_counts, reason_sentence
from webapp.words import RULES


def left_until(rule: str, before: int) -> Unmatched:
    """Nobody is left after a rule, so many before it."""
    first = RULE_ORDER.index(rule)
    return Unmatched(
        need="n1",
        reason="no_option",
        remaining={code: before if position < first else 0 for position, code in enumerate(RULE_ORDER)},
    )


SENTENCES = {
    "kind": "Begleitung bietet zurzeit niemand an.",
    "block": "Alle 3 möglichen Hilfen sind für diese Familie gesperrt.",
    "gender": "Von 3 möglichen Hilfen passt keine zum Geschlecht.",
    "age": "Von 3 Angeboten nimmt keines dieses Alter auf.",
    "qualification": "Von 3 möglichen Hilfen hat keine den Nachweis: first_aid, Führungszeugnis.",
    "language": "Von 3 möglichen Hilfen teilt keine eine Sprache, auch nicht mit Sprachmittlung.",
    "travel": "Von 3 möglichen Hilfen ist keine nah genug.",
    "time": "Von 3 möglichen Hilfen hat keine zur selben Zeit frei.",
    "capacity": "Von 3 möglichen Hilfen hat keine genug Stunden oder Plätze frei.",
}
NEED = make_need(age=30, requires=["police_clearance", "first_aid"])


@pytest.mark.parametrize("rule", RULE_ORDER)
def test_first_rule_that_leaves_nobody_is_told(rule: str) -> None:
    assert reason_sentence(left_until(rule, 3), NEED) == SENTENCES[rule]


@pytest.mark.parametrize("rule", RULE_ORDER[1:])
def test_a_single_candidate_is_told_as_one(rule: str) -> None:
    sentence = reason_sentence(left_until(rule, 1), NEED)
    assert sentence.startswith(("Die einzige", "Das einzige"))


def test_unknown_age_is_told_as_the_reason() -> None:
    assert "nicht bekannt" in reason_sentence(left_until("age", 3), make_need())


def test_interpreting_is_told_in_its_own_words() -> None:
    sentence = reason_sentence(left_until("language", 3), make_need(kind="interpreting"))
    assert sentence == "Von 3 möglichen Hilfen kann keine zwischen Familie und Amt übersetzen."


def test_outbid_need_tells_who_holds_what() -> None:
    ways = (
        Held(provider="v1", mediator=None, start="tue 16:00", held_by=("n7",)),
        Held(provider="v2", mediator="m1", start="sat 09:30", held_by=("n3", "n4", "n5", "n6", "n8")),
    )
    row = Unmatched(need="n1", reason="outbid", outbid=ways)
    assert reason_sentence(row, NEED) == (
        "Ginge mit v1 Di 16:00, vergeben an n7; mit v2 und m1 Sa 09:30, vergeben an n3, n4, n5 und 2 weitere."
    )


def test_outbid_need_without_details_still_has_a_sentence() -> None:
    assert reason_sentence(Unmatched(need="n1", reason="outbid"), NEED)


def test_reasons_are_counted_most_frequent_first() -> None:
    rows = [left_until("travel", 2), left_until("time", 2), left_until("time", 5)]
    rows.append(Unmatched(need="n4", reason="outbid", outbid=()))
    assert reason_counts(rows)[0] == ("keine gemeinsame Zeit", 2)
    assert sum(count for _, count in reason_counts(rows)) == 4


@pytest.mark.parametrize("rule", [*RULE_ORDER, "double_booking"])
def test_every_rule_has_a_german_word(rule: str) -> None:
    assert rule in RULES
