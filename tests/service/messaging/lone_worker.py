"""A worker in a process of its own, for tests that kill it: URL, keys file and carrier's address in."""

import sys
from pathlib import Path
from threading import Event

from service.database import make_engine
from service.gateways.africastalking_sms import AfricasTalkingSms
from service.keys import read_keys
from service.vault import Vault
from service.worker import Worker


def main(url: str, keys: str, carrier: str) -> None:
    gateway = AfricasTalkingSms("retour", "a-key", base_url=carrier)
    Worker(make_engine(url), Vault(read_keys(Path(keys))), gateway).run_forever(Event(), idle_s=0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])
