"""Journeys: how each is used, drawn, translated and tried."""

from service.console.journeys.pages import add_to

__all__ = ["add_to"]
