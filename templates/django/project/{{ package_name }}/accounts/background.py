"""Work for which no visitor waits: it begins when the answer is out."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from django.core.signals import request_finished
from django.db import connection
from django.dispatch import receiver

logger = logging.getLogger(__name__)
# One thread in each process: more requests make a longer queue, not more work at once.
executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="background")


class Waiting(threading.local):
    """What waits for the end of the request that this thread answers."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.work: list[Callable[[], object]] = []


waiting = Waiting()


def run_later(work: Callable[[], None]) -> None:
    """Do the work after this request; what it logs has the request's id."""
    context = copy_context()
    waiting.work.append(lambda: context.run(run, work))


@receiver(request_finished)
def begin(**kwargs: object) -> None:
    """Hand over what waits; before, it would slow down the answer, and so be seen."""
    while waiting.work:
        executor.submit(waiting.work.pop(0))


def run(work: Callable[[], None]) -> None:
    """Do the work; what goes wrong is logged, as nobody waits for it."""
    try:
        work()
    except Exception:
        logger.exception("Work in the background failed")
    finally:
        connection.close()  # this thread's own
