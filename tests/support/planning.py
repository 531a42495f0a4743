"""Plan a campaign to everybody, in a process of its own: seconds and the most memory it took, as JSON.

`python -m tests.support.planning TEXT WHERE`, with the settings of the installation in the environment.
"""

import json
import resource
import sys
import time

from service.commands.office import office
from service.programme.campaigns.desk import Wish, looked_at, sending


def main(text: str, where: str) -> None:
    name, _, value = where.partition("=")
    wish = Wish("bench", {"fr": text}, {name: [value]})
    with office() as desk:
        began = time.perf_counter()
        with desk.engine.connect() as db:
            draft, preview = looked_at(desk.inside(db), desk.library, wish)
        looked = time.perf_counter()
        made = sending(draft, preview, desk.transact, desk.inside)
        for _ in made.steps():
            pass
        done = time.perf_counter()
    told = {
        "campaign": str(made.plan.campaign_id),
        "recipients": preview.recipients,
        "preview_s": looked - began,
        "plan_s": done - looked,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
