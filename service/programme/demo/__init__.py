"""The demo programme: made-up people, in the numbers that a real programme reported of itself.

Nobody in it exists: names are put together at random, and every number lies outside Mali's numbering plan.
"""

from service.programme.demo.load import DemoRefused, load_demo, wants_demo
from service.programme.demo.phones import DEMO_PHONES
from service.programme.demo.staff import AGENT_PIN

__all__ = ["AGENT_PIN", "DEMO_PHONES", "DemoRefused", "load_demo", "wants_demo"]
