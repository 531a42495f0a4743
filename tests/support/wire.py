"""A wire to PostgreSQL that can be cut in the middle of a commit."""

import socket
import threading
from contextlib import suppress
from typing import Self

from sqlalchemy import make_url


class Wire:
    """Forwards bytes between a client and the server at `url`. Once `cut` is "before" or "after", the next
    COMMIT cuts the wire: before the server hears of it, or after it did, and before the client hears back."""

    def __init__(self, url: str) -> None:
        self._target = make_url(url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.cut = ""

    @property
    def url(self) -> str:
        host, port = self._listener.getsockname()
        return self._target.set(host=host, port=port).render_as_string(hide_password=False)

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection((self._target.host or "127.0.0.1", self._target.port or 5432))
                threading.Thread(target=self._forward, args=(client, server), daemon=True).start()
                threading.Thread(target=self._back, args=(server, client), daemon=True).start()

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while heard := client.recv(65536):
                if self.cut and b"COMMIT" in heard:
                    client.shutdown(socket.SHUT_RDWR)  # first: no answer may slip through
                    if self.cut == "after":
                        server.sendall(heard)
                        server.shutdown(socket.SHUT_WR)
                        return
                    server.close()
                    return
                server.sendall(heard)
        server.close()

    @staticmethod
    def _back(server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while heard := server.recv(65536):
                client.sendall(heard)
        client.close()
