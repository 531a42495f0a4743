"""The guided tour of the demo."""

from service.console.tour.pages import add_to

__all__ = ["add_to"]
