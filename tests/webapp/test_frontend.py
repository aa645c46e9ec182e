"""What the pages load from others: exact versions, hashes, no host; copied whole or not at all."""

import json
import re
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from webapp.frontend import FILES, PackageMissing, copy_packages, missing_files, tidy_lock

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "webapp" / "templates"


@pytest.fixture
def fetched(tmp_path: Path) -> Path:
    """npm's folder with every file we copy, each holding its own name."""
    for package, files in FILES.values():
        for origin in files.values():
            file = tmp_path / "node_modules" / package / origin
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{package}/{origin}")
    return tmp_path / "node_modules"


def test_every_package_has_one_exact_version_and_a_hash() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, version in {**wanted["dependencies"], **wanted["devDependencies"]}.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
        assert locked[f"node_modules/{name}"]["version"] == version
    assert all(facts["integrity"].startswith("sha512-") for path, facts in locked.items() if path)


def test_copied_packages_are_those_named_in_package_json() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())
    assert {package for package, _ in FILES.values()} == set(wanted["dependencies"])


def test_files_are_copied_and_what_was_there_goes(fetched: Path, tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    (target / "old").mkdir(parents=True)
    copy_packages(fetched, target)
    assert missing_files(target) == []
    assert not (target / "old").exists()
    assert (target / "htmx" / "htmx.min.js").read_text() == "htmx.org/dist/htmx.min.js"


def test_missing_file_is_named_and_nothing_is_changed(fetched: Path, tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    copy_packages(fetched, target)
    (fetched / "leaflet" / "dist" / "leaflet.js").unlink()
    with pytest.raises(PackageMissing, match=r"leaflet\.js is missing; run: npm ci"):
        copy_packages(fetched, target)
    assert missing_files(target) == []


def test_everything_templates_load_from_others_is_copied() -> None:
    names = {f"{folder}/{name}" for folder, (_, files) in FILES.items() for name in files}
    for template in PAGES.rglob("*.html"):
        for name in re.findall(r"'vendor/([^']+)'", template.read_text()):
            assert name in names, template.name


def test_tidy_lock_names_no_host(tmp_path: Path) -> None:
    lock = tmp_path / "package-lock.json"
    facts = {"version": "1.0.0", "resolved": "https://npm.example/a.tgz", "funding": {"url": "https://money.example"}}
    lock.write_text(json.dumps({"packages": {"node_modules/a": facts}}))
    tidy_lock(lock)
    assert json.loads(lock.read_text()) == {"packages": {"node_modules/a": {"version": "1.0.0"}}}


def test_package_without_scripts_and_styles_is_not_built(tmp_path: Path) -> None:
    hook = runpy.run_path(str(ROOT / "hatch_build.py"))["NeedsVendor"]
    (tmp_path / "webapp").mkdir()
    (tmp_path / "webapp" / "frontend.py").write_text((ROOT / "webapp" / "frontend.py").read_text())
    project = SimpleNamespace(root=str(tmp_path))
    hook.initialize(project, "editable", {})
    with pytest.raises(SystemExit, match=r"lacks bootstrap/bootstrap\.min\.css.* run: npm ci"):
        hook.initialize(project, "standard", {})
