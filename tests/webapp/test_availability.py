"""Weekly times as a sentence."""

import pytest

from webapp.availability import UnclearTimes, sentence_of, windows_from_sentence


@pytest.mark.parametrize(
    ("sentence", "windows"),
    [
        ("", []),
        ("Di 16:00-19:00", ["tue 16:00-19:00"]),
        ("Di 16:00–19:00, Sa 9:00-12:00", ["tue 16:00-19:00", "sat 09:00-12:00"]),
        ("di 16-19", ["tue 16:00-19:00"]),
        ("Dienstags 16 bis 19 Uhr und samstags 9.30 - 12 Uhr", ["tue 16:00-19:00", "sat 09:30-12:00"]),
        ("Mo-Mi 9-12", ["mon 09:00-12:00", "tue 09:00-12:00", "wed 09:00-12:00"]),
        ("Mo, Mi 9-12", ["mon 09:00-12:00", "wed 09:00-12:00"]),
        ("Mo und Mi 9-10, 11-12", ["mon 09:00-10:00", "mon 11:00-12:00", "wed 09:00-10:00", "wed 11:00-12:00"]),
        ("Di 16-18, Di 17-20", ["tue 16:00-20:00"]),
        ("So 0:00-24:00", ["sun 00:00-24:00"]),
        ("Di: 16-19", ["tue 16:00-19:00"]),
        ("Di 16-19\nMi 8-9", ["tue 16:00-19:00", "wed 08:00-09:00"]),
        ("Tue and Thu 9 to 11, Saturdays 14:00-16:00", ["tue 09:00-11:00", "thu 09:00-11:00", "sat 14:00-16:00"]),
        ("Monday to Wednesday 9-12", ["mon 09:00-12:00", "tue 09:00-12:00", "wed 09:00-12:00"]),
    ],
)
def test_sentence_says_when(sentence: str, windows: list[str]) -> None:
    assert windows_from_sentence(sentence) == windows


@pytest.mark.parametrize(
    "sentence",
    ["16-19", "Di", "Di 19-16", "Di 16:10-19", "Xy 9-12", "Fr-Mo 9-12", "Di 25-26", "immer", "Di 9-12 vielleicht", "-"],
)
def test_unclear_sentence_is_refused(sentence: str) -> None:
    with pytest.raises(UnclearTimes):
        windows_from_sentence(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "a" + "unda" * 5000,
        "mo, " * 5000,
        "mo und " * 5000,
        "mon and " * 5000,
        "monto" * 5000,
        "mo-" * 5000,
        " " * 20000 + "x",
    ],
)
def test_long_nonsense_is_refused_at_once(sentence: str) -> None:
    with pytest.raises(UnclearTimes):
        windows_from_sentence(sentence)


def test_windows_become_the_sentence_again() -> None:
    windows = ["sat 09:00-12:00", "tue 16:00-19:30", "sun 00:00-24:00"]
    assert sentence_of(windows) == "Di 16:00-19:30, Sa 9:00-12:00, So 00:00-24:00"
    assert sorted(windows_from_sentence(sentence_of(windows))) == sorted(windows)
