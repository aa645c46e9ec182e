import hashlib
from pathlib import Path

import pytest

from geodata.findings import Unreadable
from geodata.operator_files import read_file


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty_file"),
        (b" \n\t\n", "empty_file"),
        (b"\x89PNG\r\n\0\0", "binary_file"),
        ("Straße".encode("cp1252"), "not_utf8"),
        (b"\xff\xfea\xff", "not_utf8"),
        (b"\n<!DOCTYPE html><html></html>", "web_page"),
        (b"<HTML>", "web_page"),
        (b"<?xml version='1.0'?>", "web_page"),
    ],
)
def test_what_is_no_text_says_what_it_is(tmp_path: Path, content: bytes, kind: str) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(Unreadable) as caught:
        _ = read_file(tmp_path / "file").text
    assert [each.kind for each in caught.value.findings] == [kind]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path, mark: bytes) -> None:
    content = mark + "Straße".encode()
    (tmp_path / "list.csv").write_bytes(content)
    file = read_file(tmp_path / "list.csv")
    assert (file.text, file.name, file.sha256) == ("Straße", "list.csv", hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize("name", ["missing", ".", "a\0b"])
def test_no_file_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_file(tmp_path / name)
    assert [each.kind for each in caught.value.findings] == ["no_file"]
