"""The first page: what waits, the key figures, the pulse of the line."""

from service.console.today.pages import add_to

__all__ = ["add_to"]
