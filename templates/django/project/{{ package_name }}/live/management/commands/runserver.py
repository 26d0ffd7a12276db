"""The server of development: Django's own knows no WebSockets."""

import socket
from typing import Any

from channels.routing import ProtocolTypeRouter, get_default_application
from django.core.management.commands import runserver

from ...server import make_server


class DevelopmentServer:
    """What Django's command starts in the place of its own server."""

    def __init__(
        self, address: tuple[str, int], handler: type, ipv6: bool = False
    ) -> None:
        """Open the socket; Django says why when that can't be."""
        family = socket.AF_INET6 if ipv6 else socket.AF_INET
        self.socket = socket.create_server(address, family=family)
        self.server_port = self.socket.getsockname()[1]

    def set_app(self, application: ProtocolTypeRouter) -> None:
        """Take what answers."""
        self.server = make_server(application)

    def serve_forever(self) -> None:
        """Serve until the process ends."""
        self.server.run([self.socket])


class Command(runserver.Command):
    """Django's command, which checks the project and restarts on changes."""

    server_cls = DevelopmentServer  # type: ignore[assignment]

    def get_handler(self, *args: Any, **options: Any) -> Any:
        """Return what answers."""
        return get_default_application()
