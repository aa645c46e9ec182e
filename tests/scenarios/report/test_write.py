"""The folder of a report is complete or not there."""

import csv
import io
import json
from pathlib import Path

import pytest

from matcher.errors import InvalidInput
from scenarios.report import write
from scenarios.report.content import ReportContent
from scenarios.report.write import check_folder, write_report


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_folder_holds_page_numbers_figures_and_tables(bare_report: ReportContent, tmp_path: Path) -> None:
    folder = tmp_path / "bericht"
    write_report(bare_report, folder, attached={"scenario.json": "{}", "plan.json": "{}"})
    found = names(folder)
    assert {"report.html", "report.json", "scenario.json", "plan.json"} <= set(found)
    assert {"figures/map-1.svg", "figures/cost.svg", "tables/plans.csv", "tables/catchments.csv"} <= set(found)
    assert json.loads((folder / "report.json").read_text(encoding="utf-8")) == json.loads(bare_report.to_json())
    assert (folder / "figures/cost.svg").read_text(encoding="utf-8").startswith("<svg ")
    assert [path.name for path in tmp_path.iterdir()] == ["bericht"]


def test_tables_open_in_german_spreadsheets(bare_report: ReportContent, tmp_path: Path) -> None:
    write_report(bare_report, tmp_path)
    text = (tmp_path / "tables/plans.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[2][:5] == ["2 Standorte", "4", "200000", "50000", "50"]


def test_earlier_report_is_replaced(bare_report: ReportContent, tmp_path: Path) -> None:
    write_report(bare_report, tmp_path, attached={"plan.json": "{}"})
    write_report(bare_report, tmp_path, "en")
    assert 'lang="en"' in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not (tmp_path / "plan.json").exists()


@pytest.mark.parametrize("stranger", ["brief.txt", "figures", "report.json"])
def test_folder_with_other_files_is_refused_and_left_alone(
    bare_report: ReportContent, tmp_path: Path, stranger: str
) -> None:
    (tmp_path / stranger).write_text("{}")
    with pytest.raises(InvalidInput, match="expected a new or empty folder, or one with an earlier report"):
        write_report(bare_report, tmp_path)
    assert names(tmp_path) == [stranger]


def test_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    with pytest.raises(InvalidInput, match="found a file"):
        check_folder(tmp_path / "x")


def test_nothing_is_left_half_written(
    bare_report: ReportContent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bericht"
    write_report(bare_report, folder)
    before = names(folder)

    def break_down(*_: object) -> str:
        raise OSError("disk full")

    monkeypatch.setattr(write, "html", break_down)
    with pytest.raises(OSError, match="disk full"):
        write_report(bare_report, folder, "en")
    assert names(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["bericht"]


def test_same_content_same_bytes(bare_report: ReportContent, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_report(bare_report, tmp_path / name)
    one, two = tmp_path / "one", tmp_path / "two"
    assert names(one) == names(two)
    assert all((one / name).read_bytes() == (two / name).read_bytes() for name in names(one))
