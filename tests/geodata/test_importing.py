from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from geodata.areas import STADTBEZIRKE, STATISTICAL_DISTRICTS
from geodata.boundaries import Fields
from geodata.errors import InvalidPlace, StoreChanged
from geodata.import_report import BoundaryFile, Report, Request
from geodata.importing import import_files
from geodata.outlines import outlines
from geodata.store import Store
from tests.folders import SHARED
from tests.geodata.squares import as_geojson, corners, in_degrees, make_feature
from tests.shared import needs_operator_files

NOW = datetime(2031, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open(None) as store:
        yield store


def wards(folder: Path, *features: dict[str, Any], level: str = "wards", **fields: str) -> BoundaryFile:
    path = folder / f"{level}.geojson"
    path.write_text(as_geojson(features), encoding="utf-8")
    return BoundaryFile(path=path, level=level, fields=Fields(**fields))


def two_wards(folder: Path) -> BoundaryFile:
    return wards(folder, make_feature("w1", corners(0, 0)), make_feature("w2", corners(100, 0)))


def four_blocks(folder: Path) -> BoundaryFile:
    """Each ward in two halves."""
    return wards(
        folder,
        *(make_feature(f"b{i}", corners(50 * i, 0, 50), ward=f"w{i // 2 + 1}") for i in range(4)),
        level="blocks",
    )


def table(folder: Path, *rows: tuple[float, str], name: str = "register.csv") -> Path:
    """A register with an address so many metres east for each row, and the area it names."""
    lines = [
        f"Amberweg;{number};{lat};{lon};{area}"
        for number, (east, area) in enumerate(rows, start=1)
        for lon, lat in [in_degrees(corners(east, 10))[0]]
    ]
    path = folder / name
    path.write_text("\n".join(["strasse;hnr;lat;lon;gebiet", *lines]), encoding="utf-8")
    return path


def imported(store: Store, *boundaries: BoundaryFile, write: bool = True, **changes: Any) -> Report:
    return import_files(Request(boundaries=boundaries, **changes), store, now=NOW, write=write)


def kinds_of(report: Report) -> list[str]:
    return [finding.kind for file in report.files for finding in file.findings]


def test_boundaries_are_kept_with_neighbours_and_batch(store: Store, tmp_path: Path) -> None:
    report = imported(store, two_wards(tmp_path), source="invented, free")
    assert (report.written, report.files[0].records, report.files[0].borders) == (True, 2, 1)
    assert [(each.a, each.b) for each in store.neighbours("wards")] == [("w1", "w2")]
    (batch,) = store.batches()
    assert (batch.file, batch.imported_at, batch.source, batch.records) == ("wards.geojson", NOW, "invented, free", 2)
    found = outlines("wards", store)
    assert (found.schematic, found.source, len(found)) == (False, "invented, free", 2)


def test_the_same_file_again_changes_nothing_and_says_so(store: Store, tmp_path: Path) -> None:
    imported(store, two_wards(tmp_path), addresses=table(tmp_path, (10, "w1")))
    before = store.batches()
    later = datetime(2032, 1, 1, tzinfo=UTC)
    request = Request(boundaries=(two_wards(tmp_path),), addresses=table(tmp_path, (10, "w1")))
    report = import_files(request, store, now=later)
    assert ([each.unchanged for each in report.files], report.written) == ([True, True], False)
    assert [each.records for each in report.files] == [2, 1]
    assert store.batches() == before


@pytest.mark.parametrize("changes", [{"source": "another note"}, {"epsg": 25832}, {"mend": True}])
def test_the_same_file_read_in_another_way_is_imported_again(
    store: Store, tmp_path: Path, changes: dict[str, Any]
) -> None:
    imported(store, two_wards(tmp_path))
    report = imported(store, two_wards(tmp_path), **changes)
    assert (report.files[0].unchanged, report.written) == (False, True)
    assert report.files[0].replaced is not None


def test_the_note_on_the_licence_stays_with_the_same_file_only(store: Store, tmp_path: Path) -> None:
    imported(store, two_wards(tmp_path), source="free")
    assert imported(store, two_wards(tmp_path)).files[0].unchanged
    imported(store, two_wards(tmp_path), mend=True)
    assert store.batches()[0].source == "free"
    imported(store, wards(tmp_path, make_feature("w1", corners(0, 0))), accept=True)
    assert store.batches()[0].source == ""


def test_a_trial_writes_nothing(store: Store, tmp_path: Path) -> None:
    report = imported(store, two_wards(tmp_path), write=False)
    assert (report.written, report.files[0].records, store.levels()) == (False, 2, ())


def test_one_bad_file_keeps_all_others_out(store: Store, tmp_path: Path) -> None:
    broken = tmp_path / "plz.csv"
    broken.write_text("plz;lat\n44135;51,5\n")
    report = imported(store, two_wards(tmp_path), postcodes=broken, addresses=table(tmp_path, (10, "w1")))
    assert (report.written, kinds_of(report)) == (False, ["no_column"])
    assert store.batches() == ()


def test_overlaps_stand_against_an_import_until_they_are_accepted(store: Store, tmp_path: Path) -> None:
    overlapping = wards(tmp_path, make_feature("w1", corners(0, 0)), make_feature("w2", corners(80, 0)))
    report = imported(store, overlapping)
    assert ([each.kind for each in report.refusing], report.written) == (["overlap"], False)
    accepted = imported(store, overlapping, accept=True)
    assert (accepted.refusing, accepted.written) == ((), True)
    assert store.batches()[0].findings == 1


def test_a_code_that_stands_twice_cannot_be_accepted(store: Store, tmp_path: Path) -> None:
    twice = wards(tmp_path, make_feature("w1", corners(0, 0)), make_feature("w1", corners(100, 0)))
    assert not imported(store, twice, accept=True).written


def test_broken_rings_are_imported_only_when_they_may_be_mended(store: Store, tmp_path: Path) -> None:
    bow_tie = [corners(0, 0)[place] for place in (0, 2, 1, 3, 0)]
    broken = wards(tmp_path, make_feature("w1", bow_tie), make_feature("w2", corners(100, 0)))
    assert kinds_of(imported(store, broken, accept=True)) == ["invalid_ring"]
    assert store.levels() == ()
    report = imported(store, broken, mend=True)
    assert (report.written, kinds_of(report)[0]) == (True, "mended")


def test_areas_without_a_shape_are_left_out_once_accepted(store: Store, tmp_path: Path) -> None:
    empty = {**make_feature("w2", corners(0, 0)), "geometry": None}
    file = wards(tmp_path, make_feature("w1", corners(0, 0)), empty)
    assert not imported(store, file).written
    assert imported(store, file, accept=True).written
    assert store.codes("wards") == ("w1",)


def test_parents_are_found_in_the_same_import_whichever_file_comes_first(store: Store, tmp_path: Path) -> None:
    report = imported(store, four_blocks(tmp_path), two_wards(tmp_path))
    assert [each.parent_level for each in report.files] == ["wards", None]
    assert [(area.parent_level, area.parent) for area in store.areas("blocks")][0:3:2] == [
        ("wards", "w1"),
        ("wards", "w2"),
    ]


def test_parents_are_found_in_the_store(store: Store, tmp_path: Path) -> None:
    imported(store, two_wards(tmp_path))
    assert imported(store, four_blocks(tmp_path)).files[0].parent_level == "wards"


def test_parents_that_come_later_are_found_with_the_same_file_again(store: Store, tmp_path: Path) -> None:
    blocks, wards_file = four_blocks(tmp_path), two_wards(tmp_path)
    imported(store, blocks)
    assert not imported(store, blocks, wards_file).files[0].unchanged
    assert [area.parent for area in store.areas("blocks")] == ["w1", "w1", "w2", "w2"]
    assert [file.unchanged for file in imported(store, blocks, wards_file).files] == [True, True]


def test_parents_that_came_after_the_file_are_found_with_the_same_file_again(store: Store, tmp_path: Path) -> None:
    blocks, wards_file = four_blocks(tmp_path), two_wards(tmp_path)
    imported(store, blocks)
    import_files(Request(boundaries=(wards_file,)), store, now=NOW + timedelta(minutes=1))
    import_files(Request(boundaries=(blocks,)), store, now=NOW + timedelta(minutes=2))
    assert [area.parent for area in store.areas("blocks")] == ["w1", "w1", "w2", "w2"]
    again = import_files(Request(boundaries=(blocks,)), store, now=NOW + timedelta(minutes=3))
    assert again.files[0].unchanged


def test_a_part_outside_of_its_larger_area_is_a_warning(store: Store, tmp_path: Path) -> None:
    features = [make_feature(f"b{place}", corners(100 * place, 300), ward="w1") for place in range(2)]
    astray = wards(tmp_path, *features, level="blocks", parent="ward")
    report = imported(store, two_wards(tmp_path), astray)
    assert report.written
    assert kinds_of(report) == ["outside_parent", "outside_parent"]


def test_parts_of_areas_that_will_be_gone_are_named_and_forget_them(store: Store, tmp_path: Path) -> None:
    imported(store, two_wards(tmp_path), four_blocks(tmp_path))
    one_ward = wards(tmp_path, make_feature("w1", corners(0, 0, 200)))
    report = imported(store, one_ward)
    assert [(each.kind, each.codes, each.found) for each in report.refusing] == [
        ("lost_parent", ("b2", "b3"), "blocks")
    ]
    assert imported(store, one_ward, accept=True).written
    assert [area.parent for area in store.areas("blocks")] == ["w1", "w1", None, None]


def test_addresses_are_counted_for_every_level_whichever_comes_first(store: Store, tmp_path: Path) -> None:
    register = table(tmp_path, (10, "b0"), (60, "b0"), (160, "b3"))
    imported(store, addresses=register)
    imported(store, two_wards(tmp_path))
    # Named areas are of no level yet: by the point, 10 m and 60 m east in w1, 160 m in w2.
    assert store.addresses_per_area("wards") == {"w1": 2, "w2": 1}
    imported(store, four_blocks(tmp_path))
    # The register says b0 for the one at 60 m, which lies in b1.
    assert store.addresses_per_area("blocks") == {"b0": 2, "b1": 0, "b2": 0, "b3": 1}
    imported(store, addresses=table(tmp_path, (10, "b0"), name="newer.csv"))
    assert store.addresses_per_area("wards") == {"w1": 1, "w2": 0}


def test_addresses_in_no_area_are_told(store: Store, tmp_path: Path) -> None:
    report = imported(store, two_wards(tmp_path), addresses=table(tmp_path, (10, ""), (900, "")))
    (finding,) = report.files[0].findings
    assert (finding.kind, finding.amount) == ("addresses_outside", 1)


def test_areas_named_by_a_register_and_unknown_are_told(store: Store, tmp_path: Path) -> None:
    report = imported(store, two_wards(tmp_path), addresses=table(tmp_path, (10, "w1"), (110, "w9")))
    assert [(each.kind, each.codes) for each in report.files[1].findings] == [("unknown_area", ("w9",))]


def test_bad_rows_are_left_out_once_accepted(store: Store, tmp_path: Path) -> None:
    register = table(tmp_path, (10, "w1"), (20, "w1"))
    register.write_text(register.read_text() + "\nAmberweg;x;1;2;w1\nBirkenweg", encoding="utf-8")
    assert not imported(store, addresses=register).written
    assert imported(store, addresses=register, accept=True).written
    assert len(store.addresses()) == 2


def test_a_register_without_any_sound_row_is_refused(store: Store, tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    register.write_text("strasse;hnr;lat;lon\n;;51,5;7,5\n")
    report = imported(store, addresses=register, accept=True)
    assert "no_rows" in [each.kind for each in report.refusing]


def test_a_missing_file_is_a_finding(store: Store, tmp_path: Path) -> None:
    report = imported(store, BoundaryFile(path=tmp_path / "missing.geojson", level="wards"))
    assert (kinds_of(report), report.written) == (["no_file"], False)


def test_an_import_that_another_one_overtook_writes_nothing(tmp_path: Path) -> None:
    # The wards came without addresses: written, they would stay uncounted although the store has a register.
    path, others = tmp_path / "geodata.sqlite", table(tmp_path, (10, ""))

    def overtake(step: str, _: str) -> None:
        if step == "check":
            with Store.open(path) as faster:
                imported(faster, addresses=others)

    with Store.open(path) as slower, pytest.raises(StoreChanged, match="somebody else"):
        import_files(Request(boundaries=(two_wards(tmp_path),)), slower, now=NOW, tell=overtake)
    with Store.open(path) as store:
        assert [batch.kind for batch in store.batches()] == ["addresses"]


def test_a_level_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidPlace, match="wards"):
        Request(boundaries=(two_wards(tmp_path), two_wards(tmp_path)))


def test_what_is_being_done_is_told(store: Store, tmp_path: Path) -> None:
    steps: list[tuple[str, str]] = []
    request = Request(boundaries=(two_wards(tmp_path),), addresses=table(tmp_path, (10, "w1")))
    import_files(request, store, now=NOW, tell=lambda step, what: steps.append((step, what)))
    assert steps == [
        ("read", "wards.geojson"),
        ("read", "register.csv"),
        ("check", "wards"),
        ("count", "wards"),
        ("write", ""),
    ]


@needs_operator_files
def test_all_files_of_an_operator_are_imported_together(store: Store) -> None:
    folder = SHARED / "geodata"
    levels = ("unterbezirke", STATISTICAL_DISTRICTS, STADTBEZIRKE)
    report = imported(
        store,
        *(BoundaryFile(path=folder / f"{level}.geojson", level=level) for level in levels),
        addresses=folder / "adressen_dortmund.csv",
        postcodes=folder / "plz_dortmund.csv",
    )
    assert report.written
    assert [each.records for each in report.files] == [170, 62, 12, 109_700, 27]
    # The 170 have no names; nothing else is strange.
    assert kinds_of(report) == ["no_name"]
    assert [each.parent_level for each in report.files[:3]] == [STATISTICAL_DISTRICTS, STADTBEZIRKE, None]
    assert store.codes(STADTBEZIRKE) == tuple(area.code for area in outlines(STADTBEZIRKE))
    assert store.levels() == (STADTBEZIRKE, STATISTICAL_DISTRICTS, "unterbezirke")
    assert {sum(store.addresses_per_area(level).values()) for level in levels} == {109_700}
