"""What ends a page early."""


class Stop(Exception):
    """Another page in place of the one that was asked for. `status`: an HTTP status; `said`: a sentence in the
    viewer's language, "" for the usual one of that status."""

    def __init__(self, status: int, said: str = "") -> None:
        super().__init__(said)
        self.status, self.said = status, said


class GoTo(Exception):
    """Something else has to be done first, at another address of the console."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where
