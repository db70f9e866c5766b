"""What can go wrong while answering. A refusal is not among them: it is an answer."""

from __future__ import annotations

from index.errors import DatelineError


class QuestionTooLong(DatelineError):
    """A question has more characters than are read."""


class ModelUnavailable(DatelineError):
    """The writer cannot be fetched, started, reached, or does not accept our key."""


class ModelFileRefused(ModelUnavailable):
    """A model file's bytes are not the ones its hash names."""


class ReaderUnavailable(DatelineError):
    """The reader's files, which come with Dateline, cannot be loaded."""


class ReceiptError(DatelineError):
    """A receipt cannot be made, or a file is none; the message names the file."""
