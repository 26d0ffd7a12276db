"""What all WebSockets have in common: how long they stay, and how they end.

https://channels.readthedocs.io/en/stable/topics/consumers.html
"""

import asyncio
from contextlib import suppress
from typing import Any

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from .handshakes import Handshake

MAX_SOCKETS = 10_000  # in one process; each needs a file descriptor
SEND_SECONDS = 10  # for a client to take a message

open_sockets: set["LiveConsumer"] = set()


def is_full() -> bool:
    """Tell whether this process takes no more."""
    return len(open_sockets) >= MAX_SOCKETS


async def say_goodbye(seconds: float) -> None:
    """Tell all clients that the server ends; wait for none that does not read."""
    goodbyes = [one.close(1001, "The server ends") for one in list(open_sockets)]
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.gather(*goodbyes, return_exceptions=True)


class LiveConsumer(AsyncWebsocketConsumer):
    """A WebSocket that hears what is sent to its groups, and is told nothing."""

    handshake: Handshake

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Work until it ends, however it ends."""
        self.handshake = scope["handshake"]
        try:
            await super().__call__(scope, receive, send)
        finally:
            open_sockets.discard(self)
            for group in self.groups:
                await self.channel_layer.group_discard(group, self.channel_name)

    async def join(self, group: str) -> None:
        """Hear what is sent to a group, from now on."""
        self.groups.append(group)
        await self.channel_layer.group_add(group, self.channel_name)

    async def connect(self) -> None:
        """Let the client in, with the headers of every answer."""
        open_sockets.add(self)
        await self.accept(headers=self.handshake.headers)

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None
    ) -> None:
        """End: nothing is asked for. Override this to be told something."""
        await self.close(1008, "Nothing is asked for")

    async def live_message(self, message: dict[str, Any]) -> None:
        """Pass on what was published for a group."""
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self.send(message["text"])
        except TimeoutError:
            raise StopConsumer from None  # which ends the connection, too

    async def live_overflow(self, message: dict[str, Any]) -> None:
        """End: more is waiting for the client than is kept."""
        await self.close(1008, "Too slow")
