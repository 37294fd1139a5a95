"""One writer after another on SQLite: a queue, instead of many who try again and again (docs/decisions)."""

import os
import threading
import time
from collections import deque
from types import ModuleType
from typing import Any

try:
    import fcntl
except ImportError:  # elsewhere SQLite's own waiting has to do
    HAS_FILE_LOCKS = False
else:
    HAS_FILE_LOCKS = True

LOOK_AGAIN = 0.002
# So long may the writers of one process follow each other before another process has its turn.
AT_ONCE = 0.03


class WriterQueue:
    """The threads of this process wait for each other in memory, the processes by the lock of a file beside it.

    In a process whoever came first is first. The lock of the file is handed on with the turn: between processes it
    can only be asked for again and again, and with each writer's own lock four processes spent more on asking than on
    writing.
    """

    def __init__(self, database: str | None, *, seconds: float) -> None:
        self._guard = threading.Lock()
        self._line: deque[threading.Lock] = deque()
        self._busy = False
        self._seconds = seconds
        self._held: int | None = None
        self._until = 0.0
        self._gave_way = False
        self._path = f"{database}-queue" if HAS_FILE_LOCKS and database and database != ":memory:" else None

    def enter(self) -> bool:
        """Wait for one's turn; False when it did not come in time, and then SQLite's own waiting decides."""
        until = time.monotonic() + self._seconds
        if not self._in_turn():
            return False
        alone = False
        try:
            alone = self._path is None or self._held is not None or self._alone(self._path, until)
        finally:
            if not alone:
                self._next()
        return alone

    def leave(self) -> None:
        with self._guard:
            late = time.monotonic() > self._until
            if self._held is not None and (late or not self._line):
                os.close(self._held)  # which gives the lock back
                self._held = None
                self._gave_way = bool(self._line)
        self._next()

    def _in_turn(self) -> bool:
        with self._guard:
            if not self._busy:
                self._busy = True
                return True
            mine = threading.Lock()
            mine.acquire()
            self._line.append(mine)
        if mine.acquire(timeout=self._seconds):
            return True
        with self._guard:
            if mine not in self._line:
                return True  # it was handed over in this very moment
            self._line.remove(mine)
            return False

    def _next(self) -> None:
        with self._guard:
            if self._line:
                self._line.popleft().release()
            else:
                self._busy = False

    def _alone(self, path: str, until: float) -> bool:
        """Whether no other process is before us any more."""
        if self._gave_way:
            self._gave_way = False
            time.sleep(2 * LOOK_AGAIN)  # who waits elsewhere looks in this time
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
                self._held, self._until = file, time.monotonic() + AT_ONCE
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
