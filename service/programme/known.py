"""Texts that two ways tell us of: the carrier's hook, as they come, and its inbox, when it is read after an outage.

The two number them in two ways, so that only what a text says (its digest) can tell. Two equal texts of one person in
one minute are two: what counts is how often each way told. The n-th telling of one way is known where the other way
has told as often already; whichever came first is the one that was acted upon.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Boolean, Connection, bindparam, case, func, select, update

from service.gateways.port import FROM_INBOX
from service.prepared import Prepared
from service.programme import tables as t

REPEATED = "repeated"
"""The kind of a text that is known from the other way: kept, to be counted, and nothing else."""

_from_inbox = t.incoming_sms.c.carrier_id.startswith(FROM_INBOX)
_TOLD = Prepared(
    select(
        func.coalesce(func.sum(case((_from_inbox == bindparam("by_inbox", type_=Boolean), 1), else_=0)), 0).label(
            "own"
        ),
        func.count().label("both"),
    ).where(t.incoming_sms.c.gateway == bindparam("gateway"), t.incoming_sms.c.digest == bindparam("digest"))
)
# The phone's row makes hook and inbox take turns where they tell at the same moment. NO KEY UPDATE: both have just
# written a row that refers to it.
_TURN = Prepared(select(t.phone.c.id).where(t.phone.c.id == bindparam("which")).with_for_update(key_share=True))
_MARK = Prepared(update(t.incoming_sms).where(t.incoming_sms.c.id == bindparam("row_id")).values(kind=REPEATED))


def told_before(db: Connection, row: Mapping[str, Any]) -> bool:
    """Whether a text whose row was just added is known from the other way; then it is marked so."""
    if row["phone_id"] is not None:
        _TURN.first(db, which=row["phone_id"])
    by_inbox = row["carrier_id"].startswith(FROM_INBOX)
    told = _TOLD.first(db, gateway=row["gateway"], digest=row["digest"], by_inbox=by_inbox)
    is_known = int(told.own) <= int(told.both) - int(told.own)
    if is_known:
        _MARK.write(db, row_id=row["id"])
    return is_known
