"""All that the key figures are counted of. What each figure means stands in definitions.yaml; names with a leading "_"
are not figures themselves but what shares are made of. Nothing here reads a sensitive report.
"""

from collections.abc import Sequence

from service.programme.figures import reached, work
from service.programme.figures.scope import Scope
from service.programme.figures.sql import Family


def families(scope: Scope, types: Sequence[str]) -> list[Family]:
    """`types`: the codes of the types of business."""
    found = [
        reached.members(scope),
        reached.businesses(scope, types),
        reached.care(scope),
        reached.facilities(),
        reached.referrals(),
    ]
    found += [work.kits(), work.visits(scope), work.running(), work.cases(scope)]
    return [*found, reached.households()] if scope.households else found
