"""Why a text did not arrive, in words: ours are known; a carrier's own word is shown as it is."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from service.console.viewers import Viewer

OURS = frozenset("opted_out too_old wrong_number unverified unreadable loop no_result decided".split())
CARRIERS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            ("InvalidPhoneNumber", "UnsupportedNumberType", "UserDoesNotExist", "NotNetworkSubcriber"), "no_such_number"
        ),
        **dict.fromkeys(("UserInBlackList", "UserInBlacklist", "DoNotDisturbRejection"), "blocked"),
        "DeliveryFailure": "not_reached",
        "UserInactive": "not_reached",
        "UserNotProvisioned": "not_reached",
        "UserAccountSuspended": "not_reached",
        "InsufficientCredit": "no_credit",
        "InsufficientBalance": "no_credit",
        "Timeout": "no_result",
    }
)
"""Words that carriers say, and what they mean."""


def why(viewer: Viewer, reason: str, state: str = "") -> str:
    """In the viewer's words; of a text without a reason what became of it."""
    known = reason if reason in OURS else CARRIERS.get(reason)
    if known:
        return viewer.label("text_reason", known)
    return reason or (viewer.label("text_missed", state) if state else "")


def counted(viewer: Viewer, found: Iterable[tuple[tuple[str, str], int]]) -> list[tuple[str, int]]:
    """(state, reason) and how many, by their words."""
    told: dict[str, int] = {}
    for (state, reason), count in found:
        said = why(viewer, reason, state)
        told[said] = told.get(said, 0) + count
    return sorted(told.items(), key=lambda one: -one[1])
