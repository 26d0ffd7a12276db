"""The channel layer: what is sent to a group reaches it in all processes of a machine.

Channels has one for several machines, channels_redis, which takes this one's place in
settings.py, and one in memory, for tests in one process. This one needs no server.
https://channels.readthedocs.io/en/stable/topics/channel_layers.html
"""

import asyncio
import json
import secrets
from collections import defaultdict
from typing import Any

from asgiref.sync import async_to_sync
from channels.exceptions import ChannelFull
from channels.layers import BaseChannelLayer, channel_layers

from .links import links

BATCH = 200  # sockets to pass a message on to before other work has its turn

Message = dict[str, Any]


def publish(group: str, text: str) -> None:
    """Tell all who joined a group; call it once what it tells of is stored."""
    async_to_sync(channel_layers["default"].group_send)(group, message_of(text))


def message_of(text: str) -> Message:
    """Return what consumers are sent: LiveConsumer.live_message passes the text on."""
    return {"type": "live.message", "text": text}


class MachineChannelLayer(BaseChannelLayer):
    """Keeps what waits for the sockets of this process, and tells the others."""

    extensions = ("groups",)

    def __init__(self, **options: Any) -> None:
        """Begin with nobody."""
        super().__init__(**options)
        self.queues: dict[str, asyncio.Queue[Message]] = {}
        self.members: defaultdict[str, set[str]] = defaultdict(set)  # of each group
        self.joined: defaultdict[str, set[str]] = defaultdict(set)  # by each channel
        self.deliveries: set[asyncio.Task[None]] = set()
        self.links = links

    async def new_channel(self, prefix: str = "specific") -> str:
        """Return the name of a channel that only this process knows."""
        return f"{prefix}.{secrets.token_hex(16)}"

    def queue(self, channel: str) -> asyncio.Queue[Message]:
        """Return what waits in a channel."""
        size = self.get_capacity(channel)
        return self.queues.setdefault(channel, asyncio.Queue(size))

    async def send(self, channel: str, message: Message) -> None:
        """Put a message into a channel of this process."""
        try:
            self.queue(channel).put_nowait(message)
        except asyncio.QueueFull:
            raise ChannelFull(channel) from None

    async def receive(self, channel: str) -> Message:
        """Wait for the next message in a channel."""
        return await self.queue(channel).get()

    async def group_add(self, group: str, channel: str) -> None:
        """Let a channel hear what is sent to a group."""
        self.members[group].add(channel)
        self.joined[channel].add(group)
        self.links.listen(self.heard)

    async def group_discard(self, group: str, channel: str) -> None:
        """Let it hear that no more, and forget what nobody needs."""
        self.members[group].discard(channel)
        if not self.members[group]:
            del self.members[group]
        self.joined[channel].discard(group)
        if not self.joined[channel]:
            del self.joined[channel]
            self.queues.pop(channel, None)

    async def group_send(self, group: str, message: Message) -> None:
        """Send a message to all channels of a group, in all processes."""
        await self.deliver(group, message)
        await self.links.tell(json.dumps([group, message]).encode())

    def heard(self, datagram: bytes) -> None:
        """Pass on what another process sent."""
        delivery = asyncio.get_running_loop().create_task(
            self.deliver(*json.loads(datagram))
        )
        self.deliveries.add(delivery)
        delivery.add_done_callback(self.deliveries.discard)

    async def deliver(self, group: str, message: Message) -> None:
        """Put a message into the channels of a group in this process."""
        for number, channel in enumerate(list(self.members.get(group, ())), 1):
            try:
                await self.send(channel, message)
            except ChannelFull:
                await self.drop(channel)
            if number % BATCH == 0:
                await asyncio.sleep(0)

    async def drop(self, channel: str) -> None:
        """Let a consumer that is too slow know nothing more than that."""
        for group in list(self.joined[channel]):
            self.members[group].discard(channel)
        self.queue(channel).get_nowait()
        await self.send(channel, {"type": "live.overflow"})
