"""What a check of a result finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """
    One point in which a result breaks the contract.

    Attributes
    ----------
    code
        A code of the rules (section 2 of the contract), or what else is wrong, such as ``hours`` or ``pin_lost``.
    record
        Id of the need, volunteer, offer, household or group concerned; empty when the whole result is.
    text
        One sentence: what was found and what was expected. Ids and numbers only, nothing about a person.
    """

    code: str
    record: str
    text: str

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"
