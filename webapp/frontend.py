"""
Scripts, styles, fonts and symbols of others, copied from npm's folder to where the pages load them from.

Run by the start script after ``npm ci``: ``python -m webapp.frontend``. ``python -m webapp.frontend --tidy-lock``
leaves out of ``package-lock.json`` what names hosts; for whoever changes a version.
"""

import json
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "webapp" / "static" / "vendor"
LOCK = ROOT / "package-lock.json"

# Folder under ``vendor``: package, and its files by the name they get there.
FILES: dict[str, tuple[str, dict[str, str]]] = {
    "bootstrap": (
        "bootstrap",
        {
            "bootstrap.min.css": "dist/css/bootstrap.min.css",
            "bootstrap.rtl.min.css": "dist/css/bootstrap.rtl.min.css",
            "bootstrap.bundle.min.js": "dist/js/bootstrap.bundle.min.js",
            "LICENSE": "LICENSE",
        },
    ),
    "bootstrap-icons": (
        "bootstrap-icons",
        {
            "bootstrap-icons.min.css": "font/bootstrap-icons.min.css",
            "fonts/bootstrap-icons.woff2": "font/fonts/bootstrap-icons.woff2",
            "fonts/bootstrap-icons.woff": "font/fonts/bootstrap-icons.woff",
            "LICENSE": "LICENSE",
        },
    ),
    "htmx": ("htmx.org", {"htmx.min.js": "dist/htmx.min.js", "LICENSE": "LICENSE"}),
    "echarts": ("echarts", {"echarts.min.js": "dist/echarts.min.js", "LICENSE": "LICENSE", "NOTICE": "NOTICE"}),
    "leaflet": (
        "leaflet",
        {
            "leaflet.js": "dist/leaflet.js",
            "leaflet.css": "dist/leaflet.css",
            "images/layers.png": "dist/images/layers.png",
            "images/layers-2x.png": "dist/images/layers-2x.png",
            "images/marker-icon.png": "dist/images/marker-icon.png",
            "images/marker-icon-2x.png": "dist/images/marker-icon-2x.png",
            "images/marker-shadow.png": "dist/images/marker-shadow.png",
            "LICENSE": "LICENSE",
        },
    ),
}


class PackageMissing(Exception):
    """npm's folder lacks a file; ``npm ci`` brings it."""


def copy_packages(source: Path = PACKAGES, target: Path = VENDOR) -> int:
    """
    Copy what the pages load; what was there before goes.

    Returns
    -------
    int
        How many files were copied.

    Raises
    ------
    PackageMissing
        When one is not there; nothing is changed then.
    """
    wanted = {
        target / folder / name: source / package / origin
        for folder, (package, files) in FILES.items()
        for name, origin in files.items()
    }
    for file in wanted.values():
        if not file.is_file():
            raise PackageMissing(f"{file} is missing; run: npm ci --ignore-scripts")
    shutil.rmtree(target, ignore_errors=True)
    for place, file in wanted.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)
    return len(wanted)


def missing_files(target: Path = VENDOR) -> list[str]:
    """Names of the files the pages load that are not there, such as ``htmx/htmx.min.js``."""
    names = [f"{folder}/{name}" for folder, (_, files) in FILES.items() for name in files]
    return [name for name in names if not (target / name).is_file()]


def tidy_lock(lock: Path = LOCK) -> None:
    """Leave out of npm's lock where packages come from and who collects money for them."""
    facts = json.loads(lock.read_text())
    for package in facts["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    lock.write_text(json.dumps(facts, indent=2) + "\n")


if __name__ == "__main__":
    if sys.argv[1:] == ["--tidy-lock"]:
        tidy_lock()
    else:
        try:
            copy_packages()
        except PackageMissing as missing:
            sys.exit(str(missing))
