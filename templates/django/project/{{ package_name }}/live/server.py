"""The server: uvicorn, in development and in the workers of Gunicorn.

Gunicorn's own worker for ASGI sends no pings: nobody would miss a client that is gone,
and proxies would end each connection on which nothing happens. Daphne has one process.
https://uvicorn.dev/settings/
"""

import logging
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn

from .consumers import say_goodbye
from .links import links

DRAIN_SECONDS = 3  # for the requests in flight, when the server ends
GOODBYE_SECONDS = 0.5  # for the system to take the last message to a client
PING_SECONDS, PONG_SECONDS = 30, 20
MAX_MESSAGE = 1024  # bytes, from a client

Notify = Callable[[], Awaitable[None]]


class Server(uvicorn.Server):
    """A server that tells the clients of WebSockets when it ends."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more connections, say goodbye, then wait for what is in flight."""
        for server in self.servers:
            server.close()
        await say_goodbye(GOODBYE_SECONDS)
        await super().shutdown(sockets)
        links.close()


def make_server(application: Any, notify: Notify | None = None) -> Server:
    """Make a server that leaves to the site what the site does itself."""
    # Its lesser records hold what the site does not log: queries.
    level = max(logging.WARNING, logging.getLogger().level)
    logging.getLogger("uvicorn.error").setLevel(level)
    config = uvicorn.Config(
        application,
        loop="asyncio",
        http="h11",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the site reads TRUSTED_PROXIES
        ws="wsproto",
        ws_max_size=MAX_MESSAGE,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PONG_SECONDS,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        callback_notify=notify,
        timeout_notify=1,
    )
    return Server(config)
