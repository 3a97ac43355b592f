"""What can go wrong in the office: each kind says what happened and what to do, one sentence each."""


class OfficeError(Exception):
    """An action that can't be done; shown to the clerk as it stands.

    what: one Chinese sentence, what happened. remedy: one Chinese sentence, what to do now.
    """

    def __init__(self, what: str, remedy: str = "") -> None:
        """Keep both sentences; str() gives them joined."""
        super().__init__(what + remedy)
        self.what = what
        self.remedy = remedy


class Refused(OfficeError):
    """A rule of the office forbids it; nothing was written."""


class Overtaken(Refused):
    """What was to be taken back has been changed since; record: {"ledger", "id", "title"} of the later change."""

    def __init__(self, what: str, remedy: str, record: dict[str, str]) -> None:
        """Keep both sentences and which record it is."""
        super().__init__(what, remedy)
        self.record = record


class UnknownName(OfficeError):
    """A ledger, book, form, field or choice that does not exist was asked for."""


class Steered(Exception):
    """A mistake of ours: something else than a step wrote what only a step may write (a house test names it)."""


class StaleRecord(OfficeError):
    """The record was changed by somebody else since it was read."""


class StoreTrouble(OfficeError):
    """The disk, a lock or damage stopped the store; data already saved are safe."""


class WrongPassword(StoreTrouble):
    """Neither the password nor the recovery code; nothing was opened."""


class Cancelled(Exception):
    """The clerk cancelled a running job; everything it did is rolled back."""
