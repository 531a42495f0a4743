"""The state machine of the line: pure. No clock, no database, no web, no random; data in, data out.

`start`, `step`, `resume` say what follows from an input; `render` says how it looks on a phone.
Whatever has to happen in the world is returned as effects, and nothing here carries them out.
"""

from flows.effects import Effect
from flows.journey import Journey
from flows.render import Channel, Screen, render
from flows.state import Choice, Facts, Lookup, Progress, Step
from flows.step import resume, start, step

__all__ = [
    "Channel",
    "Choice",
    "Effect",
    "Facts",
    "Journey",
    "Lookup",
    "Progress",
    "Screen",
    "Step",
    "render",
    "resume",
    "start",
    "step",
]
