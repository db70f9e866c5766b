"""What can go wrong with a collection, each with the next step in its message."""

from __future__ import annotations


class DatelineError(Exception):
    """Base of everything Dateline raises on purpose.

    The message is one line for the person at the keyboard: what was wrong, what was wanted, what to do.
    """


class SettingsError(DatelineError):
    """A setting has a value it cannot have, or the settings file cannot be read."""

    def __init__(self, message: str, *, from_flag: bool = False) -> None:
        """Take the message, and whether the value was given on the command line."""
        super().__init__(message)
        self.from_flag = from_flag


class ReadError(DatelineError):
    """An article file or line could not be taken."""


class CollectionError(DatelineError):
    """A collection cannot be opened or changed; what it held is untouched."""


class CollectionBusy(CollectionError):
    """Another process holds the collection; two on one embedded Chroma path would corrupt it."""


class EmbedderMismatch(CollectionError):
    """The collection was embedded by another model than the one configured."""


class UnknownArticle(CollectionError):
    """No article has that id."""


class EmbedderUnavailable(DatelineError):
    """The configured embedder cannot be loaded or reached."""
