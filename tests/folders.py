"""Where the cases shared between projects lie: a folder ``shared`` beside the repository."""

from pathlib import Path

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
