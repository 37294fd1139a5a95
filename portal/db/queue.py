"""One writer after another on SQLite: a queue, instead of many who try again and again (docs/decisions)."""

import os
import threading
import time
from types import ModuleType
from typing import Any

try:
    import fcntl
except ImportError:  # elsewhere SQLite's own waiting has to do
    HAS_FILE_LOCKS = False
else:
    HAS_FILE_LOCKS = True

LOOK_AGAIN = 0.0005


class WriterQueue:
    """The threads of this process wait for each other in memory, the processes by the lock of a file beside it."""

    def __init__(self, database: str | None, *, seconds: float) -> None:
        self._turn = threading.Lock()
        self._seconds = seconds
        self._held: int | None = None
        self._path = f"{database}-queue" if HAS_FILE_LOCKS and database and database != ":memory:" else None

    def enter(self) -> bool:
        """Wait for one's turn; False when it did not come in time, and then SQLite's own waiting decides."""
        until = time.monotonic() + self._seconds
        if not self._turn.acquire(timeout=self._seconds):
            return False
        if self._path is None or self._alone(self._path, until):
            return True
        self._turn.release()
        return False

    def leave(self) -> None:
        if self._held is not None:
            os.close(self._held)  # which gives the lock back
            self._held = None
        self._turn.release()

    def _alone(self, path: str, until: float) -> bool:
        """Whether no other process is before us any more."""
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:  # where nothing can be written, SQLite says so itself
            return True
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    os.close(file)
                    return False
                time.sleep(LOOK_AGAIN)
            else:
                self._held = file
                return True


def queued_connection(module: ModuleType, queue: WriterQueue) -> Any:
    """The driver's connection, which stands in the queue from the beginning of a transaction to its end."""

    class QueuedConnection(module.Connection):  # type: ignore[misc, name-defined]  # the driver is chosen at run time
        in_turn = False

        def begin_in_turn(self) -> None:
            self.in_turn = queue.enter()
            try:
                self.execute("BEGIN IMMEDIATE")
            except BaseException:
                self._leave()
                raise

        def commit(self) -> None:
            try:
                super().commit()
            finally:
                if not self.in_transaction:
                    self._leave()

        def rollback(self) -> None:
            try:
                super().rollback()
            finally:
                self._leave()

        def close(self) -> None:
            try:
                super().close()
            finally:
                self._leave()

        def _leave(self) -> None:
            if self.in_turn:
                self.in_turn = False
                queue.leave()

    return QueuedConnection
