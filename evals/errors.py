"""What can go wrong while measuring, each with the next step in its message."""

from __future__ import annotations

from index.errors import DatelineError


class DatasetError(DatelineError):
    """A set of questions cannot be taken as it stands; the message names the file and line."""


class ResultError(DatelineError):
    """A saved result or its rows cannot be read."""


class UsageError(DatelineError):
    """What was asked for on the command line does not exist or does not fit together."""
