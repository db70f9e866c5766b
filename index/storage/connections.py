"""Connections to one SQLite file, lent for a statement or a transaction at a time, to whichever thread asks."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


class Connections:
    """The connections to one file; safe to use from several threads.

    None belongs to a thread: each question may come in a new one, and what a thread keeps stays open after its end. So
    there are as many as were ever used at once.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open nothing yet; the file is made at the first use, unless `read_only`."""
        self._path = path
        self._read_only = read_only
        self._idle: list[sqlite3.Connection] = []
        self._idling = threading.Lock()
        self._closed = False
        self._watcher: sqlite3.Connection | None = None
        self._watching = threading.Lock()

    @contextmanager
    def borrow(self) -> Iterator[sqlite3.Connection]:
        """A connection that nobody else uses meanwhile.

        Raises:
            sqlite3.Error: The file cannot be opened.
        """
        with self._idling:
            connection = self._idle.pop() if self._idle else None
        connection = connection or self._connect()
        try:
            yield connection
        finally:
            with self._idling:
                # One whose rolling back failed is closed, which undoes what it had begun.
                keep = not self._closed and not connection.in_transaction
                if keep:
                    self._idle.append(connection)
            if not keep:
                connection.close()

    def changes(self) -> int:
        """A number that is another one after any change, by whichever thread or process.

        Raises:
            sqlite3.Error: The file cannot be opened or read.
        """
        with self._watching:
            # It counts the commits of other connections, so it is asked on one that never writes.
            if self._watcher is None:
                self._watcher = self._connect()
            with closing(self._watcher.execute("PRAGMA data_version")) as cursor:
                return int(cursor.fetchone()[0])

    def close(self) -> None:
        """Close every connection; one that is lent is closed as soon as it comes back."""
        with self._idling:
            idle, self._idle = self._idle, []
            self._closed = True
        for connection in idle:
            connection.close()
        with self._watching:
            if self._watcher is not None:
                self._watcher.close()
                self._watcher = None

    def _connect(self) -> sqlite3.Connection:
        mode = "ro" if self._read_only else "rwc"
        connection = sqlite3.connect(
            f"{self._path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=10,
            isolation_level=None,
            check_same_thread=False,  # used by one thread at a time, but not always by the same
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        if not self._read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            # Safe in WAL mode against a crash of ours; a power cut may undo the last articles, never damage them.
            connection.execute("PRAGMA synchronous = NORMAL")
        return connection
