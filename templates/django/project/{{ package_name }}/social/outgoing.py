"""Requests to providers: each has an end, whatever comes back."""

import time
from concurrent.futures import Future
from threading import Thread
from typing import Any

import requests

SECONDS = 10
BYTES = 256 * 1024
PIECE = 512


class BoundedSession(requests.Session):
    """A session that follows no redirect, and reads so much for so long."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Ask, and wait for so long at most.

        The time limit of the library holds for each read, and not for the look-up
        of the name: so a thread asks, and nobody waits for it longer.
        """
        answer: Future[requests.Response] = Future()

        def ask() -> None:
            try:
                answer.set_result(self._ask(*args, **kwargs))
            except Exception as error:
                answer.set_exception(error)

        Thread(target=ask, name="provider", daemon=True).start()
        try:
            return answer.result(SECONDS)
        except TimeoutError:
            raise requests.Timeout("The provider did not answer in time") from None

    def _ask(self, *args: Any, **kwargs: Any) -> requests.Response:
        bounds = {"allow_redirects": False, "stream": True, "timeout": SECONDS}
        end = time.monotonic() + SECONDS
        response = super().request(*args, **(kwargs | bounds))
        with response:
            body = b""
            for piece in response.iter_content(PIECE):
                body += piece
                if len(body) > BYTES or time.monotonic() > end:
                    raise requests.RequestException("The answer is too long")
        response._content = body  # where `json` and `text` look for it
        return response
