"""Lets threads that want the same reply at the same time share one request for it."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock

from skillweave.remote.talk import Reply


class Once:
    """Knows which requests are on their way; whoever wants one of them waits for it and makes none of its own."""

    def __init__(self) -> None:
        """Start with none."""
        self._lock = Lock()
        self._on_their_way: dict[str, Future[Reply]] = {}

    def reply(self, key: str, find: Callable[[], Reply]) -> Reply:
        """Give a reply, or the error that another thread has met with the same request.

        Args:
            key: Name of the request.
            find: Gives the reply; it looks first whether one is kept by now, because another thread may just have
                ended.
        """
        with self._lock:
            other = self._on_their_way.get(key)
            mine = self._on_their_way.setdefault(key, Future())
        if other is not None:
            return other.result()
        try:
            reply = find()
        except BaseException as error:
            mine.set_exception(error)
            raise
        else:
            mine.set_result(reply)
            return reply
        finally:
            with self._lock:
                del self._on_their_way[key]
