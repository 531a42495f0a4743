"""What an HTTP status other than success says of a text that was sent: the same law for every carrier.

429                               GatewayError: a later try may help
401, 403, 404, 3xx …              GatewayError(permanent): the key, the right or the address is wrong
400, 413, 422                     failed: this very request is refused, another one may pass
408, 5xx                          uncertain: it left, and nobody knows how far it came
"""

from service.gateways.port import GatewayError, OutgoingSms, SmsResult, State

_OF_THIS_REQUEST = frozenset({400, 413, 422})


def result(text: OutgoingSms, state: State, reason: str) -> SmsResult:
    """A result without anything from the carrier but its reason."""
    return SmsResult(text.message_id, state, reason=reason)


def refused(who: str, text: OutgoingSms, status: int, code: str = "") -> SmsResult:
    """What becomes of a text; `code`: the carrier's own for it. Raises GatewayError where no text would be taken."""
    told = f"HTTP {status} {code}".strip()
    if status == 408 or status >= 500:
        return result(text, "uncertain", told)
    if status in _OF_THIS_REQUEST:
        return result(text, "failed", told)
    raise no_service(who, status, code)


def no_service(who: str, status: int, code: str = "") -> GatewayError:
    """The error for a status of which nothing but the carrier's own state can be the reason."""
    told = f"{status} {code}".strip()
    if status == 429:
        return GatewayError(f"{who} asks to go slower ({told})", permanent=False)
    if status == 408 or status >= 500:
        return GatewayError(f"{who} has a fault ({told})", permanent=False)
    if status in (401, 403):
        return GatewayError(f"{who} refuses the user name or the key ({told})", permanent=True)
    return GatewayError(f"{who}'s address answers {told}", permanent=True)
