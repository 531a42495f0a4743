"""The demo programme: made-up people, in the numbers that a real programme reported of itself.

Nobody in it exists: names are put together at random, and every number lies outside Mali's numbering plan.
"""

from service.programme.demo.accounts import DEMO_ACCOUNTS, PASSWORD_FILE, demo_password
from service.programme.demo.load import DemoRefused, load_demo, wants_demo
from service.programme.demo.phones import DEMO_PHONES
from service.programme.demo.staff import AGENT_PIN

__all__ = [
    "AGENT_PIN",
    "DEMO_ACCOUNTS",
    "DEMO_PHONES",
    "PASSWORD_FILE",
    "DemoRefused",
    "demo_password",
    "load_demo",
    "wants_demo",
]
