from dataclasses import replace

import pytest

from scenarios import PILOT
from tests.webapp.command import run


def test_demo_shows_a_plan_its_time_and_what_to_try_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenarios.PILOT", replace(PILOT, households=20))
    answer = run("demo")
    assert answer.exit_code == 0
    assert answer.stdout.startswith("Erfundenes Beispiel: 20 Familien")
    for words in ("Zuordnungen", "Noch offen", "\nIn ", "lokal-willkommen check fall.json plan.json"):
        assert words in answer.stdout
