"""Where the cases shared between projects lie: a folder ``shared`` beside the repository."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[1].parent / "shared"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder shared with the contract's cases is missing")

needs_operator_files = pytest.mark.skipif(
    not (SHARED / "geodata").is_dir(), reason="the shared folder with files as an operator has them is missing"
)
