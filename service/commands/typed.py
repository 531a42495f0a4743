"""A file that is given to a command, read; what is wrong with it is said in plain words."""

from pathlib import Path


def text_of(path: Path) -> str:
    """What a text file holds. Raises ValueError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path} is no text file in UTF-8: save it as UTF-8.") from None
