"""What can go wrong with records, in words for the person who meets it."""

from cara.vocabulary import CaraError


class RecordsProblem(CaraError):
    """The root of every error of the records."""


class RecordsUnavailable(RecordsProblem):
    """The database cannot do what is asked now: it is gone, full, read-only, damaged or of another version."""

    def __init__(self, reason: str, *, outcome_unknown: bool = False) -> None:
        self.reason, self.outcome_unknown = reason, outcome_unknown
        outcome = (
            "It is not known whether the last change was saved: look before you enter it again."
            if outcome_unknown
            else "Nothing was changed: try again later, and tell whoever runs this service if it goes on."
        )
        super().__init__(f"The records are not available: {reason}. {outcome}")


class DatabaseBusy(RecordsProblem):
    """Others were writing for too long. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__("The records are busy with other changes. Nothing was changed: try again in a moment.")


class ConstraintBroken(RecordsProblem):
    """The database refused a change that one of its constraints forbids. Nothing was changed."""

    def __init__(self, constraint: str | None) -> None:
        self.constraint = constraint
        super().__init__(f"The records refuse this change ({constraint or 'a reference to another record'}).")


class Conflict(ConstraintBroken):
    """Something that may exist once exists already; ``constraint`` names the rule on every database."""

    constraint: str

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)


class RuleBroken(ConstraintBroken):
    """A check, a reference or a required value does not hold.

    ``constraint`` is None for a reference on SQLite, which does not say which one it was.
    """


class NothingAudited(RecordsProblem):
    """Code changed records and wrote no audit entry. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            "A change was refused because nothing says who made it. Nothing was changed: this is a fault of the program."
        )


class ReadOnlyUnit(RecordsProblem):
    """Code tried to change or audit something in a unit opened for reading. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            "A change was refused because the records were open for reading only. Nothing was changed: "
            "this is a fault of the program."
        )


class UnitFailed(RecordsProblem):
    """Code went on with a unit of which a part had failed outside ``attempt()``. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            "A part of this change had failed, so all of it was undone. Nothing was changed: try again, and tell whoever "
            "runs this service if it goes on."
        )


class CannotUnseal(RecordsProblem):
    """A sealed value does not open: it was altered or moved, or its key is not in the key file."""

    def __init__(self, column: str, problem: str) -> None:
        self.column, self.problem = column, problem
        super().__init__(f"A sealed value of {column} does not open: {problem}. Restore the key file or the record.")


class KeyFileProblem(RecordsProblem):
    """The key file cannot be used: why, and what to do."""


class NoVictimKeys(KeyFileProblem):
    """This process was started without the keys for what is known of victims: it can neither read nor write any of it."""

    def __init__(self) -> None:
        super().__init__(
            "This process has no victims' keys: name their file in the settings as victim_keys. What tells participants "
            "something needs none and is started without."
        )
