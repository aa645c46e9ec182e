import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.case import case_sha256, case_to_json, parse_case, read_case, write_case
from matcher.domain import Case, Place, Policy
from matcher.errors import InvalidInput
from tests.folders import SHARED
from tests.instances import (
    make_block,
    make_case,
    make_household,
    make_match,
    make_mediator,
    make_need,
    make_offer,
    make_travel_row,
    make_volunteer,
)
from tests.shared import needs_shared


def full_case(**changes) -> Case:
    """One record in every list, every optional field in use at least once."""
    facts = {
        "households": [make_household(persons=3, contact_gender="f"), make_household(id="h2")],
        "needs": [
            make_need(age=9, gender="f", requires=["police_clearance"], seats=2, attendee="child 1", hours=1.5),
            make_need(id="n2", household="h2", place=Place(lat=51.5, lon=7.5)),
        ],
        "volunteers": [make_volunteer(hours_per_week=2.5), make_mediator(qualifications=["police_clearance"])],
        "offers": [make_offer(ages=(6, 9), gender="f", language_free=True)],
        "matches": [make_match(status="pinned", mediator="m1", start="tue 16:00", waive=["time", "kind"])],
        "blocks": [make_block(until="2016-09-12"), make_block(resource="o1")],
        "travel": [make_travel_row(), make_travel_row(traveller="h1", place="o1", source="asked")],
        "policy": Policy(equity=1, mediator_cost=5),
    }
    return make_case(**{**facts, **changes})


@pytest.fixture(params=["case.json", "case"])
def path(request, tmp_path) -> Path:
    return tmp_path / request.param


def test_case_is_read_as_it_was_written(path):
    case = parse_case(case_to_json(full_case()))
    write_case(case, path)
    assert read_case(path) == case


def test_empty_case_is_read_as_it_was_written(path):
    case = make_case(households=[], needs=[], volunteers=[])
    write_case(case, path)
    assert read_case(path) == case


def test_both_forms_have_the_same_hash(tmp_path):
    write_case(full_case(), tmp_path / "case.json")
    write_case(full_case(), tmp_path / "case")
    assert (
        case_sha256(read_case(tmp_path / "case.json"))
        == case_sha256(read_case(tmp_path / "case"))
        == case_sha256(full_case())
    )


def reversed_lists(found):
    """The same JSON structure with every list of records and every object turned round."""
    if isinstance(found, dict):
        return {key: reversed_lists(value) for key, value in reversed(found.items())}
    return [reversed_lists(item) for item in reversed(found)] if found and isinstance(found, list) else found


def test_order_of_records_changes_neither_case_nor_hash():
    raw = case_to_json(full_case())
    turned = {**reversed_lists(raw), "policy": raw["policy"]}
    for offer in turned["offers"]:
        offer["ages"].reverse()  # the only list whose order means something
    assert parse_case(turned) == parse_case(raw)
    assert case_sha256(parse_case(turned)) == case_sha256(parse_case(raw))


def test_matches_blocks_and_travel_are_sorted():
    case = parse_case(
        case_to_json(
            full_case(
                matches=[make_match(need="n2"), make_match(status="proposed"), make_match(status="pinned")],
                blocks=[make_block(), make_block(until="2016-09-12"), make_block(resource="o1")],
                travel=[
                    make_travel_row(),
                    make_travel_row(traveller="m1"),
                    make_travel_row(traveller="h1", place="o1"),
                ],
            )
        )
    )
    assert [(match.need, match.status) for match in case.matches] == [
        ("n1", "pinned"),
        ("n1", "proposed"),
        ("n2", "active"),
    ]
    assert [(block.resource, str(block.until)) for block in case.blocks] == [
        ("o1", "None"),
        ("v1", "2016-09-12"),
        ("v1", "None"),
    ]
    assert [row.traveller for row in case.travel] == ["h1", "m1", "v1"]


def test_whole_numbers_with_and_without_point_are_the_same():
    raw = case_to_json(make_case())
    pointed = json.loads(json.dumps(raw))
    pointed["needs"][0] |= {"hours": 2.0, "urgency": 2.0}
    pointed["policy"] |= {"equity": 0.250, "urgency_points": [10.0, 20, 40, 80]}
    assert parse_case(pointed) == parse_case(raw)
    assert case_sha256(parse_case(pointed)) == case_sha256(parse_case(raw))
    assert case_sha256(make_case(needs=[make_need(hours=2.0)])) == case_sha256(make_case(needs=[make_need(hours=2)]))


def test_left_out_null_and_spelled_out_defaults_are_the_same():
    full = case_to_json(make_case(offers=[make_offer()], matches=[make_match()]))
    nulls = json.loads(json.dumps(full))
    bare = json.loads(json.dumps(full))
    optional = {
        "households": ["persons", "contact_gender"],
        "needs": ["attendee", "age", "gender", "requires", "seats", "place"],
        "volunteers": ["qualifications"],
        "offers": ["ages", "gender", "language_free"],
        "matches": ["mediator", "start", "waive"],
        "districts": ["name"],
    }
    for name, keys in optional.items():
        for key in keys:
            nulls[name][0][key] = None
            del bare[name][0][key]
    for key in ("policy", "blocks", "travel"):
        nulls[key] = None
        del bare[key]
    assert parse_case(nulls) == parse_case(bare) == parse_case(full)
    assert case_sha256(parse_case(nulls)) == case_sha256(parse_case(full))


def test_windows_with_the_same_cells_have_the_same_hash():
    split = make_case(households=[make_household(availability=["tue 17:00-19:00", "tue 16:00-17:00"])])
    assert case_sha256(split) == case_sha256(make_case())


@pytest.mark.parametrize(
    "changes",
    [
        {"needs": [make_need(urgency=3)]},
        {"households": [make_household(lat=51.5242)]},
        {"policy": Policy(equity=0.5)},
        {"week": "2016-09-12"},
        {"matches": [make_match()]},
    ],
)
def test_any_other_fact_gives_another_hash(changes):
    assert case_sha256(make_case(**changes)) != case_sha256(make_case())


def test_parsing_leaves_the_structure_alone():
    raw = case_to_json(full_case())
    before = json.dumps(raw)
    parse_case(raw)
    assert json.dumps(raw) == before


def test_json_file_with_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case_to_json(make_case())), encoding="utf-8-sig")
    assert read_case(path) == make_case()


def test_writing_replaces_a_case_and_leaves_nothing_else_behind(path):
    write_case(full_case(), path)
    write_case(make_case(), path)
    assert read_case(path) == make_case()
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_other_files_in_a_case_folder_stay(tmp_path):
    folder = tmp_path / "case"
    write_case(full_case(), folder)
    (folder / "notes.txt").write_text("ask again")
    write_case(make_case(), folder)
    assert (folder / "notes.txt").read_text() == "ask again"
    assert read_case(folder) == make_case()


def test_empty_folder_is_filled(tmp_path):
    folder = tmp_path / "case"
    folder.mkdir()
    write_case(make_case(), folder)
    assert read_case(folder) == make_case()


def test_folder_of_something_else_is_not_overwritten(tmp_path):
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "letter.txt").write_text("dear")
    with pytest.raises(InvalidInput, match=r"letters: found a folder without case\.json"):
        write_case(make_case(), folder)
    assert [entry.name for entry in folder.iterdir()] == ["letter.txt"]


def test_folder_is_not_written_over_a_file_nor_a_file_over_a_folder(tmp_path):
    (tmp_path / "case").write_text("")
    (tmp_path / "other.json").mkdir()
    with pytest.raises(InvalidInput, match="case: found a file"):
        write_case(make_case(), tmp_path / "case")
    with pytest.raises(InvalidInput, match=r"other\.json: found a folder"):
        write_case(make_case(), tmp_path / "other.json")


def test_text_that_no_table_can_hold_leaves_the_old_folder_untouched(tmp_path):
    folder = tmp_path / "case"
    write_case(make_case(), folder)
    with pytest.raises(InvalidInput, match=r"volunteers v1, qualifications: found an entry with \|"):
        write_case(make_case(volunteers=[make_volunteer(qualifications=["a|b"])]), folder)
    assert read_case(folder) == make_case()
    assert [entry.name for entry in tmp_path.iterdir()] == ["case"]


texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
words = texts.filter(lambda text: "|" not in text)


@settings(max_examples=60, deadline=None)
@given(st.lists(texts, min_size=5, max_size=5, unique=True), words, st.floats(-90, 90), st.floats(0, 1e6))
def test_any_text_and_number_survives_both_forms(tmp_path_factory, ids, word, lat, hours):
    household, need, volunteer, offer, district = ids
    case = make_case(
        households=[make_household(id=household, district=district, lat=lat, languages={word: "A1"})],
        needs=[make_need(id=need, household=household, kind=word, attendee=word, requires=[word])],
        volunteers=[make_volunteer(id=volunteer, organisation=word, hours_per_week=hours)],
        offers=[make_offer(id=offer, kind=word)],
        matches=[make_match(need=need, provider=offer)],
    )
    folder = tmp_path_factory.mktemp("case")
    for path in (folder / "case.json", folder / "case"):
        write_case(case, path)
        assert read_case(path) == case
        assert case_sha256(read_case(path)) == case_sha256(case)


EXAMPLES = sorted(
    path for path in (SHARED / "spec" / "examples").glob("*.json") if not path.name.endswith(".expected.json")
)


@needs_shared
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_of_the_contract_is_a_case(path):
    assert read_case(path).needs


@needs_shared
def test_all_twenty_examples_are_there():
    assert len(EXAMPLES) == 20


@needs_shared
def test_pilot_is_the_same_in_both_forms(tmp_path):
    pilot = read_case(SHARED / "cases" / "pilot.json")
    write_case(pilot, tmp_path / "pilot")
    assert len(pilot.households) == 150
    assert read_case(tmp_path / "pilot") == pilot
