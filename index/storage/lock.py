"""The lock that makes one process the owner of a collection."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import CollectionBusy, CollectionError


class CollectionLock:
    """Held by the one process that may change a collection; the system frees it when that process ends, however.

    The owner's process id is kept beside it, to name it to whoever comes second.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Not per thread: a collection may be closed by another thread than the one that opened it.
        self._lock = FileLock(folder / "lock", thread_local=False)
        self._owner = folder / "lock.pid"

    def acquire(self) -> None:
        """Take the lock at once, making the folder if need be.

        Raises:
            CollectionBusy: Another process has it, or this one already, through another `Collection`.
            CollectionError: The folder cannot be written.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(blocking=False)
            self._owner.write_text(str(os.getpid()), encoding="ascii")
        except Timeout:
            raise CollectionBusy(self._busy()) from None
        except OSError as error:
            self.release()
            raise CollectionError(
                f"the folder {self._folder} cannot be written ({error.strerror}); "
                "make room or set DATELINE_HOME to a folder you may write to"
            ) from error

    def release(self) -> None:
        """Give the lock back; no harm if it is not held."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                self._owner.unlink()
            self._lock.release()

    def _busy(self) -> str:
        owner = ""
        with contextlib.suppress(OSError, ValueError):
            owner = f" (process {int(self._owner.read_text(encoding='ascii'))})"
        return (
            f"the collection {self._folder} is in use by another Dateline{owner}: stop that one, "
            'or share it: run "chroma run" and set DATELINE_CHROMA_URL for both'
        )
