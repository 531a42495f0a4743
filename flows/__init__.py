"""The state machine of the line: pure. No clock, no database, no web, no random; data in, data out.

`step.start`, `step.step`, `step.resume` say what follows from an input; `render.render` says how it looks on a phone.
Whatever has to happen in the world is returned as effects, and nothing here carries them out.
"""
