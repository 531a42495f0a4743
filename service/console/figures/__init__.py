"""The key figures in the console: all of them, one compared, and the map; printed, and as a workbook."""

from service.console.figures.pages import add_to

__all__ = ["add_to"]
