"""An operator's file as text, and what it is if it is none."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from geodata.findings import Finding, Unreadable

_WEB_PAGES = ("<!doctype html", "<html", "<?xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorFile:
    """
    A file that was read.

    Attributes
    ----------
    name
        Without its folder.
    sha256
        Of its bytes, in hexadecimal digits.
    content
        Its bytes.
    """

    name: str
    sha256: str
    content: bytes

    @property
    def text(self) -> str:
        """
        Its text: UTF-8, with or without byte order mark.

        Raises
        ------
        Unreadable
            When it is empty, a web page, or no text in UTF-8.
        """
        if not self.content.strip():
            raise Unreadable(Finding(kind="empty_file"))
        if b"\0" in self.content:
            raise Unreadable(Finding(kind="binary_file"))
        try:
            text = self.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Unreadable(Finding(kind="not_utf8", amount=error.start + 1)) from None
        if text.lstrip()[:20].casefold().startswith(_WEB_PAGES):
            raise Unreadable(Finding(kind="web_page"))
        return text


def read_file(path: Path) -> OperatorFile:
    """
    The file with its hash.

    Raises
    ------
    Unreadable
        When there is no such file or it cannot be read.
    """
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        found = getattr(error, "strerror", None) or "no name of a file"
        raise Unreadable(Finding(kind="no_file", found=found)) from None
    return OperatorFile(name=path.name, sha256=hashlib.sha256(content).hexdigest(), content=content)
