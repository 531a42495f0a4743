"""What a hop gives back to the carrier."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    """The page for the phone, and whether the call ends with it."""

    text: str
    ends: bool
