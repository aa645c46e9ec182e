"""What can go wrong: a place that is none, travel that cannot be estimated."""


class InvalidPlace(ValueError):
    """
    A position or district that cannot be right.

    Names the record by its id. Coordinates are left out on purpose: they can be somebody's home.
    """


class InvalidTravel(ValueError):
    """A request or a row for travel minutes that makes no sense: unknown mode, negative minutes, missing positions."""


class InvalidStore(ValueError):
    """A file that should be the local store of geography and is not, or one of another version of the program."""


class StoreUnavailable(OSError):
    """The store cannot be opened or written: no right to, no room left, or somebody else writes for too long."""


class StoreChanged(StoreUnavailable):
    """Somebody else imported into the store while an import was checking its files: what it found may not hold now."""


class InvalidServer(ValueError):
    """A URL of a server that cannot be asked, or must not be: none at all, or one that belongs to strangers."""
