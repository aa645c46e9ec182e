"""Travel minutes for a case: measured where the case has a row, estimated elsewhere."""

from geodata.errors import InvalidTravel
from geodata.travel import EstimatedTravel, MeasuredTravel
from matcher.domain import Case
from matcher.errors import InvalidInput, Problem


def travel_of(case: Case) -> MeasuredTravel:
    """
    The source of travel minutes that a run of this case uses.

    Raises
    ------
    InvalidInput
        When minutes are larger than can be counted with.
    """
    rows = {(row.traveller, row.place): (row.minutes, row.source) for row in case.travel}
    try:
        return MeasuredTravel(rows, otherwise=EstimatedTravel())
    except InvalidTravel as error:
        problem = Problem(record="travel", field="minutes", found="minutes out of range", expected=str(error))
        raise InvalidInput([problem]) from None
