"""A call to a carrier over httpx: what surely never left is one error, what left and came to nothing another."""

import ssl
from typing import Any

import httpx

from service.gateways.port import GatewayError

TIMEOUT = httpx.Timeout(30.0, connect=3.05)
"""Seconds to connect, and to wait for each part of the answer."""

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_NO_ADDRESS = (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL)


class Unanswered(Exception):
    """It left, or a part of it, and no clear answer came. str() is the reason, in one word."""


def call(client: httpx.Client, who: str, method: str, url: str, **given: Any) -> httpx.Response:
    """The answer, whatever its status; a redirect is not followed. Raises GatewayError where nothing left, else
    Unanswered."""
    try:
        return client.request(method, url, follow_redirects=False, **given)
    except _NO_ADDRESS:
        raise GatewayError(f"{who}'s address cannot be used", permanent=True) from None
    except _NEVER_LEFT as broken:
        raise _unreached(who, broken) from None
    except httpx.TimeoutException:
        raise Unanswered("Timeout") from None
    except httpx.HTTPError:
        raise Unanswered("ConnectionLost") from None


def _unreached(who: str, broken: httpx.HTTPError) -> GatewayError:
    error: BaseException | None = broken
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return GatewayError(f"{who}'s certificate is not trusted", permanent=True)
        error = error.__cause__ or error.__context__
    if isinstance(broken, httpx.ConnectTimeout):
        return GatewayError(f"{who} did not take the connection in time", permanent=False)
    return GatewayError(f"{who} cannot be reached", permanent=False)
