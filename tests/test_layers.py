"""Who may import whom. Read from the source text, so an import inside a function counts too."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("matcher", "geodata", "scenarios", "webapp")

# Each module or subpackage of matcher imports only those before it.
MATCHER_ORDER = (
    "errors",
    "week",
    "domain",
    "problems",
    "files",
    "canonical",
    "references",
    "records",
    "case_csv",
    "case",
    "travel",
    "facts",
    "rules",
    "result",
    "progress",
    "processes",
    "solver_process",
    "compare",
    "violations",
    "helpers",
    "routes",
    "recount",
    "meetings",
    "check_assignments",
    "check_unmatched",
    "check",
    "compiling",
    "bits",
    "chance",
    "people",
    "joining",
    "candidates",
    "options",
    "plan",
    "greedy",
    "listing",
    "remaining",
    "misses",
    "outbid",
    "cuts",
    "model",
    "highs",
    "exact",
    "pins",
    "parts",
    "patterns",
    "pricing",
    "choosing",
    "auction",
    "prices",
    "moving",
    "moves",
    "proposals",
    "wishes",
    "search",
    "large",
    "assemble",
    "solved",
    "regions",
    "spread",
    "merge",
    "solve",
    "changes",
    "newcomers",
    "shortage",
    "equity",
    "forcing",
    "explain",
)


def imported_names(source: str, package: str) -> set[str]:
    """Return the full dotted name of everything a module inside `package` imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            outer = package.split(".")[: package.count(".") + 2 - node.level] if node.level else []
            base = ".".join([*outer, *([node.module] if node.module else [])])
            names.update(f"{base}.{alias.name}" for alias in node.names)
    return names


def imports_by_file(package: str) -> dict[Path, set[str]]:
    return {
        path: imported_names(path.read_text(encoding="utf-8"), ".".join(path.relative_to(ROOT).parent.parts))
        for path in sorted((ROOT / package).rglob("*.py"))
    }


def files_importing(package: str, *forbidden: str) -> list[str]:
    """Return the files of `package` that import one of the forbidden top-level packages."""
    return [
        str(path.relative_to(ROOT))
        for path, names in imports_by_file(package).items()
        if any(name.split(".")[0] in forbidden for name in names)
    ]


def matcher_part(path: Path) -> str:
    """Return the module or subpackage of matcher that a file belongs to."""
    first = path.relative_to(ROOT / "matcher").parts[0]
    return first.removesuffix(".py")


def matcher_parts() -> list[str]:
    return sorted({matcher_part(path) for path in (ROOT / "matcher").rglob("*.py")} - {"__init__"})


def test_relative_imports_are_read_like_absolute_ones() -> None:
    source = "from . import domain\nfrom .rules.travel import limit\nfrom ..geodata import places\nimport numpy.linalg"
    assert imported_names(source, "one.matcher") == {
        "one.matcher.domain",
        "one.matcher.rules.travel.limit",
        "one.geodata.places",
        "numpy.linalg",
    }


@pytest.mark.parametrize("package", ["matcher", "geodata"])
def test_matcher_and_geodata_import_none_of_ours(package: str) -> None:
    others = [name for name in PACKAGES if name != package]
    assert files_importing(package, *others) == []


def test_scenarios_does_not_import_webapp() -> None:
    assert files_importing("scenarios", "webapp") == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_package_imports_the_tests(package: str) -> None:
    assert files_importing(package, "tests") == []


def test_every_module_of_matcher_has_a_place_in_the_order() -> None:
    assert [part for part in matcher_parts() if part not in MATCHER_ORDER] == []


@pytest.mark.parametrize("part", MATCHER_ORDER)
def test_matcher_imports_point_in_one_direction(part: str) -> None:
    allowed = {"matcher." + earlier for earlier in MATCHER_ORDER[: MATCHER_ORDER.index(part) + 1]}
    imported = {
        ".".join(name.split(".")[:2])
        for path, names in imports_by_file("matcher").items()
        if matcher_part(path) == part
        for name in names
        if name.split(".")[0] == "matcher"
    }
    assert imported <= allowed


def test_at_most_two_modules_of_matcher_import_the_solver() -> None:
    assert len(files_importing("matcher", "ortools")) <= 2


@pytest.mark.parametrize("package", PACKAGES)
def test_the_solver_library_is_used_through_ortools_only(package: str) -> None:
    assert files_importing(package, "highspy") == []
