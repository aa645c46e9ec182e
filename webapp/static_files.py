"""The files that pages consist of: a new version has a new address, so that no browser asks for it with every page."""

from pathlib import Path
from typing import Any

from flask import Flask, Response, request

_VERSION, _FOR_EVER = "v", "public, max-age=31536000, immutable"


def init_static_files(app: Flask) -> None:
    """Name the version of each file in its address, and let browsers keep it."""

    @app.url_defaults
    def _name_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            file = Path(app.static_folder or "", values.get("filename", ""))
            if file.is_file():
                values.setdefault(_VERSION, f"{file.stat().st_mtime_ns // 1000:x}")

    @app.after_request
    def _keep(response: Response) -> Response:
        if request.endpoint == "static" and _VERSION in request.args and response.status_code == 200:
            response.headers["Cache-Control"] = _FOR_EVER
        return response
