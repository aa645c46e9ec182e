import pytest

from geodata.findings import SEVERITIES, Finding
from webapp.terminal.geodata_words import FINDINGS, codes_words, finding_words


def test_every_finding_has_a_sentence() -> None:
    assert set(FINDINGS) == set(SEVERITIES)


@pytest.mark.parametrize("kind", sorted(SEVERITIES))
def test_a_sentence_can_be_made_whatever_the_finding_knows(kind: str) -> None:
    for finding in (
        Finding(kind=kind),
        Finding(kind=kind, codes=("a", "b"), row=3, field="lat", found="a text", amount=1.5, place=(51.5, 7.5)),
    ):
        words = finding_words(finding)
        assert words.endswith(".")
        assert "{" not in words


def test_an_overlap_is_told_with_pair_size_and_spot() -> None:
    finding = Finding(kind="overlap", codes=("001", "002"), amount=12345.678, place=(51.512344, 7.461234))
    assert finding_words(finding) == "001 und 002 überlappen sich auf 12.346 m² (bei 51.51234, 7.46123)."


def test_small_amounts_keep_two_decimals() -> None:
    assert "0,13 m²" in finding_words(Finding(kind="thin_gap", codes=("a", "b"), amount=0.126))


def test_a_feature_without_a_code_is_told_by_its_number() -> None:
    finding = Finding(kind="invalid_ring", row=4, found="Self-intersection", place=(51.5, 7.5))
    assert finding_words(finding).startswith("Gebiet Nr. 4: ungültiger Umriss, er schneidet sich selbst (bei 51.50000")


def test_many_codes_are_shortened() -> None:
    assert codes_words(["a"]) == "a"
    assert codes_words(["a", "b", "c"]) == "a, b und c"
    assert codes_words([str(number) for number in range(10)]) == "0, 1, 2, 3, 4, 5, 6, 7 und 2 weitere"


def test_nothing_in_a_file_can_steer_the_terminal() -> None:
    assert "\x1b" not in finding_words(Finding(kind="island", codes=("\x1b[31m",), amount=5))
