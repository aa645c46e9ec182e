import ast
from pathlib import Path

from geodata.findings import SEVERITIES, Finding, Unreadable, in_order, refusing

FOUND = (
    Finding(kind="gap", codes=("a",), amount=5),
    Finding(kind="overlap", codes=("a", "b"), amount=7),
    Finding(kind="gap", codes=("b",), amount=9),
    Finding(kind="duplicate_code", codes=("a",), row=2),
    Finding(kind="invalid_ring", codes=("c",)),
)


def test_the_gravest_come_first_and_the_largest_of_each_kind() -> None:
    assert [(each.kind, each.amount) for each in in_order(FOUND)] == [
        ("duplicate_code", None),
        ("invalid_ring", None),
        ("overlap", 7),
        ("gap", 9),
        ("gap", 5),
    ]


def test_accepting_leaves_what_must_be_changed() -> None:
    assert [each.kind for each in refusing(FOUND, accept=False)] == ["overlap", "duplicate_code", "invalid_ring"]
    assert [each.kind for each in refusing(FOUND, accept=True)] == ["duplicate_code", "invalid_ring"]


def test_a_finding_and_an_unreadable_file_say_what_they_know() -> None:
    finding = Finding(kind="bad_cell", row=3, field="lat", found="a text")
    assert str(finding) == "bad_cell: row 3: lat: found a text"
    assert str(Unreadable(finding, Finding(kind="gap", codes=("a", "b"), amount=9))) == f"{finding}\ngap: a, b: 9"


def test_every_kind_that_the_package_finds_has_a_severity_and_every_severity_is_used() -> None:
    folder = Path(__file__).parents[2] / "geodata"
    texts = {
        node.value
        for path in folder.glob("*.py")
        if path.name != "findings.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(SEVERITIES) - texts == set()
