"""Addresses of our pages for mails and for programs of others."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from webapp.settings import current_settings


def public_url(endpoint: str, **values: Any) -> str:
    """The whole address of a page, beginning with the operator's, whatever host a request names."""
    base = urlsplit(current_settings().base_url)
    urls = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return str(urls.build(endpoint, values, force_external=True))
