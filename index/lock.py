"""The lock that makes one process the owner of a collection."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import CollectionBusy


class CollectionLock:
    """Held by the one process that may change a collection; the system frees it when that process ends, however.

    The owner's process id is kept beside it, to name it to whoever comes second.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(folder / "lock")
        self._owner = folder / "lock.pid"

    def acquire(self) -> None:
        """Take the lock at once.

        Raises:
            CollectionBusy: Another process has it, or this one already, through another `Collection`.
        """
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            raise CollectionBusy(self._busy()) from None
        self._owner.write_text(str(os.getpid()), encoding="ascii")

    def release(self) -> None:
        """Give the lock back; no harm if it is not held."""
        if self._lock.is_locked:
            self._owner.unlink(missing_ok=True)
            self._lock.release()

    def _busy(self) -> str:
        owner = ""
        with contextlib.suppress(OSError, ValueError):
            owner = f" (process {int(self._owner.read_text(encoding='ascii'))})"
        return (
            f"the collection {self._folder} is in use by another Dateline{owner}: stop that one, "
            'or share it: run "chroma run" and set DATELINE_CHROMA_URL for both'
        )
