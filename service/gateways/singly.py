"""Texts to a carrier that takes one recipient a call: one after the other, as long as it goes well.

The port takes up to 200 texts at once, and a lease lasts minutes: a carrier that answers slowly, or not at all, must
not hold so many of them. What is not called is said to be so, and tried again later.
"""

import re
import time
from collections.abc import Callable, Sequence

from service.gateways.port import NOT_CALLED, GatewayError, OutgoingSms, SmsResult
from service.gateways.refusals import result

MOST_S = 90.0
"""Seconds after which no further call begins; one call may take as long again."""
E164 = re.compile(r"\+[0-9]{8,15}", re.ASCII)


def one_by_one(
    texts: Sequence[OutgoingSms],
    send: Callable[[OutgoingSms], SmsResult],
    clock: Callable[[], float] = time.monotonic,
) -> list[SmsResult]:
    """Each text's result. After an uncertain one nothing more leaves: whatever happened will happen to the next too.
    Raises GatewayError when already the first was not taken."""
    until, results = clock() + MOST_S, list[SmsResult]()
    for text in texts:
        if not E164.fullmatch(text.to):
            results.append(result(text, "failed", "InvalidPhoneNumber"))
            continue
        try:
            results.append(send(text))
        except GatewayError:
            if not any(one.state != "failed" for one in results):
                raise
            break
        if results[-1].state == "uncertain" or clock() >= until:
            break
    return results + [result(left, "retry", NOT_CALLED) for left in texts[len(results) :]]
