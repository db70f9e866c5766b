"""Connections are lent to one thread at a time, used again, and closed when nobody has them."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.storage.connections import Connections


@pytest.fixture
def connections(tmp_path):
    opened = Connections(tmp_path / "articles.sqlite3")
    with opened.borrow() as connection:
        connection.execute("CREATE TABLE article (id TEXT)")
        connection.execute("INSERT INTO article VALUES ('bridge')")
    yield opened
    opened.close()


def only_id(connection):
    return connection.execute("SELECT id FROM article").fetchone()["id"]


def open_files():
    return len(list(Path("/dev/fd").iterdir()))


def test_threads_that_read_at_once_use_again_what_those_before_them_opened(connections):
    def read_at_once():
        together = threading.Barrier(8)

        def read(_):
            with connections.borrow() as connection:
                together.wait(timeout=30)
                return only_id(connection)

        with ThreadPoolExecutor(8) as threads:
            assert set(threads.map(read, range(8))) == {"bridge"}
        return open_files()

    opened = read_at_once()
    assert read_at_once() <= opened


def test_closing_lets_who_is_reading_finish_and_then_closes_their_connection_too(connections):
    with connections.borrow() as connection:
        connections.close()
        assert only_id(connection) == "bridge"
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        only_id(connection)


def test_a_transaction_that_was_left_open_is_undone_and_in_nobodys_way(connections):
    with connections.borrow() as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM article")
    with connections.borrow() as other:
        other.execute("UPDATE article SET id = 'bridge-2' WHERE id = 'bridge'")
        assert only_id(other) == "bridge-2"


def test_a_change_by_any_connection_is_counted(connections):
    before = connections.changes()
    assert connections.changes() == before
    with connections.borrow() as connection:
        connection.execute("DELETE FROM article")
    assert connections.changes() != before
