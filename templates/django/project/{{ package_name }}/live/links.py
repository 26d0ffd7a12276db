"""Datagrams between the worker processes of this machine.

The server makes a folder before it forks. In it each process that wants to hear the
others has a socket, called by its number.
"""

import asyncio
import atexit
import logging
import os
import shutil
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

MAX_DATAGRAM = 65_536
TRIES, PAUSE = 50, 0.02  # seconds between; a process may have much to read

logger = logging.getLogger(__name__)


class Links:
    """The way from this process to the others."""

    folder: Path | None = None  # with one process, as in development, there is none
    inbox: socket.socket | None = None

    @property
    def name(self) -> str:
        """Return what the socket of this process is called."""
        return str(os.getpid())

    def make(self) -> None:
        """Make the folder, which others on this machine can't enter, once."""
        if not self.folder:
            self.folder = Path(tempfile.mkdtemp(prefix="live-"))
            atexit.register(self.remove, os.getpid())

    def remove(self, maker: int) -> None:
        """Remove the folder, in the process that has made it."""
        if self.folder and maker == os.getpid():
            shutil.rmtree(self.folder, ignore_errors=True)

    def listen(self, heard: Callable[[bytes], object]) -> None:
        """Hear the other processes, from now on."""
        if self.inbox or not self.folder:
            return
        path = self.folder / self.name
        path.unlink(missing_ok=True)  # an older process had the same number
        inbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        inbox.setblocking(False)
        inbox.bind(str(path))
        loop = asyncio.get_running_loop()
        loop.add_reader(inbox, lambda: heard(inbox.recv(MAX_DATAGRAM)))
        self.inbox = inbox

    def close(self) -> None:
        """Hear the others no more."""
        if self.inbox:
            asyncio.get_running_loop().remove_reader(self.inbox)
            self.inbox.close()
        self.inbox = None

    async def tell(self, datagram: bytes) -> None:
        """Tell the other processes."""
        for path in list(self.folder.iterdir()) if self.folder else []:
            if path.name != self.name:
                await self.send(path, datagram)

    async def send(self, path: Path, datagram: bytes) -> None:
        """Tell one process; wait a while for one that is busy, and no longer."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as outbox:
            outbox.setblocking(False)
            for _ in range(TRIES):
                try:
                    outbox.sendto(datagram, str(path))
                except BlockingIOError:
                    await asyncio.sleep(PAUSE)
                except ConnectionRefusedError:  # it has ended
                    path.unlink(missing_ok=True)
                    return
                else:
                    return
        logger.warning("A worker process missed a message")


links = Links()
