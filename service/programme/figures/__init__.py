"""The key figures of the programme: counted from rows at any moment, each with its definition beside it."""

from service.programme.figures.report import Report, as_json, report
from service.programme.figures.scope import Asked, Dimension, FiguresError, Scope, read_scope

__all__ = ["Asked", "Dimension", "FiguresError", "Report", "Scope", "as_json", "read_scope", "report"]
