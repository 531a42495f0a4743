"""Where tests keep what is gone when they end: in memory, where there is room, since a file system's journal is most
of what a database of a test costs."""

import os
import shutil
from pathlib import Path

IN_MEMORY = Path("/dev/shm")  # noqa: S108 folders in it are made by mkdtemp, for their owner only
ENOUGH = 4 << 30


def quick_folder() -> Path | None:
    """A folder in memory with room enough; None: wherever temporary files are kept."""
    if not (IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK)):
        return None
    return IN_MEMORY if shutil.disk_usage(IN_MEMORY).free >= ENOUGH else None
