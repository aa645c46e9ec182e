"""Prints the figures of a result, without its assignments and reasons: a large parent counts as memory of its child."""

import json
import sys
from pathlib import Path

if __name__ == "__main__":
    result = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(json.dumps({key: value for key, value in result.items() if key not in ("assignments", "unmatched")}))
