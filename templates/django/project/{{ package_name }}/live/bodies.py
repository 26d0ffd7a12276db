"""What stands between the server and Django, for pages.

Under ASGI Django writes a body to the disk, however long, before its first middleware
sees the request, and gives each request a thread and a database connection of its own.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any

from django.conf import settings

Message = Mapping[str, Any]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

AT_ONCE = 10  # requests that Django works on; the others wait for their turn


class BodyFirst:
    """Waits for a body that is not too large, then for one of the threads."""

    def __init__(self, site: Application) -> None:
        """Keep what answers the request."""
        self.site = site
        self.turns = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request."""
        body, limit = b"", settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        more = declared_length(scope) <= limit
        while more and len(body) <= limit:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if len(body) > limit:  # it came in chunks: BodyLimitMiddleware goes by this
            length = (b"content-length", str(len(body)).encode())
            body, scope = b"", {**scope, "headers": [*scope["headers"], length]}
        async with AsyncExitStack() as turn:
            await turn.enter_async_context(self.turns)

            async def answer(message: Message) -> None:
                await turn.aclose()  # the work is done: nobody waits for a slow reader
                await send(message)

            await self.site(scope, after(body, receive), answer)


def declared_length(scope: Scope) -> int:
    """Return the length that the client says the body has; 0 when it says none."""
    length = dict(scope["headers"]).get(b"content-length", b"")
    return int(length) if length.isdigit() else 0


def after(body: bytes, receive: Receive) -> Receive:
    """Return what gives the whole body, and then what the client does next."""
    whole: Message = {"type": "http.request", "body": body}
    messages = [whole]

    async def receive_next() -> Message:
        message = messages.pop() if messages else await receive()
        while message["type"] == "http.request" and message is not whole:
            message = await receive()  # the rest of a body that nobody wants
        return message

    return receive_next
