"""Tests that need the shared folder, and are skipped without it."""

import pytest

from tests.folders import SHARED

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder shared with the contract's cases is missing")

needs_operator_files = pytest.mark.skipif(
    not (SHARED / "geodata").is_dir(), reason="the shared folder with files as an operator has them is missing"
)
