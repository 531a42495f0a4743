"""HTTP to Africa's Talking: the `africastalking` package's services, made to show what really came back.

The package opens a new connection for each call, raises one exception for every refusal, without the status, and
lets the errors of the network through raw. Here a thread keeps its connection, and the answer its status.
"""

import json
import os
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from threading import local
from typing import Any

import requests
from requests.utils import get_environ_proxies
from urllib3.exceptions import NewConnectionError

from service.gateways.port import GatewayError

WHO = "Africa's Talking"
TIMEOUT_S = (3.05, 30.0)
"""Seconds to connect and to wait for the answer: 200 recipients take the carrier longer than one."""
IDLE_S = 4.0
"""A connection at rest for so long is not used again: the other end may be closing it just now, and a text that
leaves into that moment is uncertain."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over HTTP, before anybody calls it success."""

    status: int
    content: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    def told(self, name: str) -> Mapping[str, Any]:
        """The object of that name, whatever the content type says; empty when it is not there."""
        try:
            told = json.loads(self.content)
        except (ValueError, RecursionError):
            return {}
        data = told.get(name) if isinstance(told, dict) else None
        return data if isinstance(data, dict) else {}


class Connections:
    """A connection for each thread that sends."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._own, self._clock = local(), clock

    def session(self, url: str) -> requests.Session:
        """The calling thread's, for addresses of one server. What rested too long is left behind."""
        now, own = self._clock(), self._own
        if not hasattr(own, "session"):
            own.session = _session(url)
        elif now - own.used > IDLE_S:
            own.session.close()  # its pool: the next call connects anew
        own.used = now
        return own.session  # type: ignore[no-any-return]

    def rested(self) -> None:
        """The call is over: from now on the connection is at rest."""
        self._own.used = self._clock()


def _session(url: str) -> requests.Session:
    """The environment's proxies and certificates, looked up once: for each call it cost a quarter of the call. A
    .netrc does not count, the key is in the header."""
    session = requests.Session()
    session.trust_env = False
    session.proxies = get_environ_proxies(url, no_proxy=None)
    session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
    return session


class Shown:
    """Mixed into a service of the package, whose parameters these are: shows the status."""

    connections: Connections

    def _make_request(
        self,
        url: str,
        method: str,
        headers: Mapping[str, str],
        data: Any,
        params: Any,
        callback: Any = None,
        timeout: tuple[float, float] = TIMEOUT_S,
    ) -> Answer:
        session = self.connections.session(url)
        try:
            # A followed redirect turns a POST into a GET, whose 200 would look like an answer.
            got = session.request(
                method, url, headers=dict(headers), data=data, params=params, timeout=timeout, allow_redirects=False
            )
            return Answer(got.status_code, got.content)
        finally:
            self.connections.rested()


def unreached(broken: requests.RequestException) -> GatewayError | None:
    """The error of a call that surely never left; None where it may have."""
    causes = list(_causes(broken))
    if any(isinstance(cause, NewConnectionError) for cause in causes):
        return GatewayError(f"{WHO} cannot be reached", permanent=False)
    if isinstance(broken, requests.ConnectTimeout):
        return GatewayError(f"{WHO} did not take the connection in time", permanent=False)
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return GatewayError(f"{WHO}'s certificate is not trusted", permanent=True)
    # The library's family for addresses that it cannot read; answers that it cannot read belong to it too.
    if isinstance(broken, ValueError) and not isinstance(broken, requests.exceptions.JSONDecodeError):
        return GatewayError(f"{WHO}'s address cannot be used", permanent=True)
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all it wraps: by chain, by argument, and by urllib3's own `reason`."""
    waiting: list[Any] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
