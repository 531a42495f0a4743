"""A process that takes in a list of people, and tells how long it took and how much memory it had: for bench/."""

import json
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from service.commands.collecting import collecting_rarely
from service.commands.importing import access
from service.commands.office import office
from service.database import writing
from service.models.staff import Role
from service.programme.places import ensure_reference
from service.programme.staff import NewStaff, add_staff
from service.programme.transfer import taking


def main(path: Path) -> dict[str, float]:
    with office() as desk, writing(desk.engine) as db:
        ensure_reference(db)
        staff_id = add_staff(db, desk.vault, NewStaff(Role.ADMINISTRATOR, "Boubacar Maïga"), datetime.now(UTC))
    with office() as desk, collecting_rarely():
        reach = access(desk)
        began = time.perf_counter()
        file = taking.opened(reach, "people", path, {})
        *_, found = taking.checked(reach, file, lambda _: None)
        looked = time.perf_counter()
        job = taking.applying(reach, file, found, staff_id, skip_wrong=False)
        assert job is not None
        for _ in job.steps():
            pass
        done = time.perf_counter()
        cpu = time.process_time()
        kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return {
            "look_s": looked - began,
            "write_s": done - looked,
            "step_s": sorted(job.pace.seconds)[int(len(job.pace.seconds) * 0.95)],
            "longest_s": max(job.pace.seconds),
            "steps": len(job.pace.seconds),
            "megabytes": kilobytes / 1024,
            "rows": job.job.done,
            "cpu_s": cpu,
        }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))  # noqa: T201 what it is for
