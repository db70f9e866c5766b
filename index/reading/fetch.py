"""One page from the web, within limits of size and time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib.metadata import version

from index.errors import ReadError

_SECONDS = 60.0  # for the whole page
_SECONDS_OF_SILENCE = 15.0


@dataclass(frozen=True, slots=True)
class Page:
    """What a server sent: the bytes, the address they came from in the end, and what it says they are.

    `content_type` is in small letters and without its parameters, "" where none was sent.
    """

    body: bytes
    url: str
    content_type: str
    charset: str | None


def fetch(url: str, *, largest: int) -> Page:
    """The page at an http or https address.

    Raises:
        ReadError: It cannot be reached, is refused, is larger than `largest` bytes, or takes longer than a minute.
    """
    import httpx  # noqa: PLC0415  # slow to load, and most articles are files

    if not url.lower().startswith(("http://", "https://")):
        raise ReadError("is not an http or https address: fetch it yourself and add the file")
    deadline = time.monotonic() + _SECONDS
    headers = {"User-Agent": f"dateline/{version('dateline')}", "Accept": "text/html, text/plain, text/markdown"}
    try:
        with (
            httpx.Client(follow_redirects=True, max_redirects=5, timeout=_SECONDS_OF_SILENCE) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            if response.is_error:
                answer = f"{response.status_code} {response.reason_phrase}".strip()
                raise ReadError(f"is refused by its server ({answer}): check the address")
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > largest:
                    raise ReadError(f"is larger than {largest // 1024 // 1024} MB: save its text as .txt or .md")
                if time.monotonic() > deadline:
                    raise ReadError("takes over a minute to arrive: save its text as .txt or .md")
            content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            return Page(bytes(body), str(response.url), content_type, response.charset_encoding)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ReadError(f"cannot be reached ({why}): check the address and the connection") from error
