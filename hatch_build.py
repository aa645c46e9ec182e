"""Refuses to build a package whose pages would lack their scripts and styles."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class NeedsVendor(BuildHookInterface[Any]):
    """Checks that what ``python -m webapp.frontend`` copies is there; an editable install gets it afterwards."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """
        Look before anything is written.

        Raises
        ------
        SystemExit
            When a file is missing.
        """
        if version == "editable":
            return
        # Not imported: the build environment has none of our dependencies.
        missing = runpy.run_path(str(Path(self.root) / "webapp" / "frontend.py"))["missing_files"]()
        if missing:
            raise SystemExit(
                f"webapp/static/vendor lacks {', '.join(missing)}; "
                "run: npm ci --ignore-scripts && python -m webapp.frontend"
            )
