"""Mixed requests by several visitors at once, with the server killed in between.

What was acknowledged must be there at the end, and no answer may be an error but while the server
is down. Bounded in time and clients, and sent to the server that the caller started.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field

from tests.contract.forms import NEW, form_on, path_of, unique
from tests.harness.browser import Browser, Site
from tests.harness.server import Server

Start = Callable[[], AbstractContextManager[Server]]
Open = Callable[[Server], Site]
Visit = Callable[[Browser], Browser]
LOST = (OSError, http.client.HTTPException)
PAGES = {"/": 200, "/notes": 200, "/static/style.css": 200, "/readyz": 200, "/nowhere": 404}
CLIENTS = 8


@dataclass
class Report:
    """What happened."""

    requests: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    acknowledged: dict[str, str] = field(default_factory=dict)  # path → title
    cut_off: int = 0  # requests while the server was down
    kills: int = 0
    errors: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def quantile(self, part: float) -> float:
        """Return the time, in seconds, within which that part of the requests was answered."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


class Load:
    """A site under load; `start` serves it on the same data each time that it is called."""

    def __init__(self, start: Start, site: Open, visit: Visit = lambda browser: browser) -> None:
        """Take what starts the server, and what a visitor does first, such as to log in."""
        self.start = start
        self.open = site
        self.visit = visit
        self.report = Report()
        self.lock = threading.Lock()
        self.up = threading.Event()
        self.life = 0  # how often it was started
        self.deadline = 0.0

    def run(self, seconds: float, *, kills: int = 0) -> Report:
        """Send requests for some time, kill the server in between, and look for what was stored."""
        with ExitStack() as stack:
            self._serve(stack)
            self.deadline = time.monotonic() + seconds
            clients = [threading.Thread(target=self._client, args=(n,)) for n in range(CLIENTS)]
            for client in clients:
                client.start()
            for _ in range(kills):
                time.sleep(seconds / (kills + 1))
                self._kill(stack)
            for client in clients:
                client.join()
            self._look_for_all()
        return self.report

    def _serve(self, stack: ExitStack) -> None:
        self.server = stack.enter_context(self.start())
        self.site = self.open(self.server)
        self.life += 1
        self.up.set()

    def _kill(self, stack: ExitStack) -> None:
        """Kill all processes of the server with no warning, and start it again."""
        self.up.clear()
        os.killpg(self.server.process.pid, signal.SIGKILL)
        self.report.kills += 1
        self._serve(stack)

    def _client(self, number: int) -> None:
        """Be one visitor until the time is over."""
        chance = random.Random(number)  # noqa: S311 (the same mixture in each run)
        life, browser = 0, None
        while time.monotonic() < self.deadline:
            self.up.wait(30)
            began = self.life
            try:
                if browser is None or life != began:
                    life, browser = began, self.visit(self.site.browser())
                self._one(browser, chance)
            except (*LOST, AssertionError) as error:
                self._note(error, began)
                browser = None

    def _note(self, error: BaseException, began: int) -> None:
        """Count what a killed server could not answer; all else is an error."""
        with self.lock:
            if self.up.is_set() and self.life == began:
                self.report.errors.append(f"{type(error).__name__}: {error}")
            else:
                self.report.cut_off += 1

    def _one(self, browser: Browser, chance: random.Random) -> None:
        if chance.random() < 0.3:
            self._write(browser)
            return
        path = chance.choice([*PAGES])
        with self._timed(f"GET {path}"):
            answer = browser.get(path)
        assert answer.status == PAGES[path], str(answer)

    def _write(self, browser: Browser) -> None:
        title = unique()
        with self._timed(f"GET {NEW}"):
            page = browser.get(NEW)
        assert page.status == 200, str(page)
        form = form_on(page).filled(title, "x" * 500)
        with self._timed(f"POST {NEW}"):
            answer = browser.post(NEW, form)
        assert answer.status == 303, str(answer)
        with self.lock:
            self.report.acknowledged[path_of(answer, browser.site)] = title

    def _timed(self, name: str) -> Timed:
        return Timed(self, name)

    def _look_for_all(self) -> None:
        """Fetch every note that was acknowledged."""
        browser = self.visit(self.site.browser())
        for path, title in self.report.acknowledged.items():
            answer = browser.get(path)
            if answer.status != 200 or answer.page.heading != title:
                self.report.lost.append(f"{path} {title!r}: {answer.status}")


@dataclass
class Timed:
    """Counts a request that was answered, and how long it took."""

    load: Load
    name: str
    began: float = 0.0

    def __enter__(self) -> None:
        """Begin."""
        self.began = time.monotonic()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Count, unless there was no answer."""
        if kind is None:
            with self.load.lock:
                self.load.report.requests[self.name] += 1
                self.load.report.seconds.append(time.monotonic() - self.began)
