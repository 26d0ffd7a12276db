"""A worker process of Gunicorn: https://gunicorn.org/design/

Nothing here loads the site before there is a process for it, so that Gunicorn can start
processes with newer code at any time (SIGHUP).
"""

import asyncio
import os
import socket
from typing import TYPE_CHECKING

from gunicorn.workers.base import Worker

from .links import links

if TYPE_CHECKING:
    from .server import Server

UNREAD_SECONDS = 60  # for a client that takes nothing at all


class LiveWorker(Worker):
    """Serves pages and WebSockets by uvicorn."""

    server: "Server"

    @classmethod
    def setup(cls) -> None:
        """Make, before there is any process, what they tell each other by."""
        links.make()

    def run(self) -> None:
        """Serve until a signal ends it."""
        from .server import make_server

        for listener in self.sockets:
            drop_who_takes_nothing(listener)
        self.server = make_server(self.wsgi, self.tell_arbiter)
        asyncio.run(self.server.serve(self.sockets))

    async def tell_arbiter(self) -> None:
        """Say that this process lives; end it when nobody wants to know."""
        self.notify()
        self.server.should_exit |= self.ppid != os.getppid()


def drop_who_takes_nothing(listener: socket.socket) -> None:
    """Let the system end connections whose client takes nothing, where it can."""
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        milliseconds = UNREAD_SECONDS * 1000
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
