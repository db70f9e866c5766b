"""`dateline config`: each setting, its value, and where the value came from."""

from __future__ import annotations

import re
from pathlib import Path

from ui.options import AsJson, CollectionName, ModelName, settings
from ui.terminal import say_json, table

_PASSWORD_IN_URL = re.compile(r"(?<=://)[^/@\s]+(?=@)")


def show_settings(*, collection: CollectionName = None, model: ModelName = None, as_json: AsJson = False) -> None:
    """Show each setting with where its value came from: flag, environment, dateline.toml or default."""
    flags = {"collection": collection, "model": model}
    config = settings(**flags)
    rows = [
        (name, _shown(getattr(config, name)), origin, type(config).model_fields[name].description or "")
        for name, origin in type(config).origins(**flags).items()
    ]
    if as_json:
        for name, value, origin, description in rows:
            say_json({"name": name, "value": value, "origin": origin, "description": description})
    else:
        table(
            ("setting", "value", "from", "what it is"),
            [(name, "-" if value is None else str(value), origin, text) for name, value, origin, text in rows],
        )


def _shown(value: object) -> str | int | None:
    """Return a setting's value as it may be shown: no key, and no password inside a URL."""
    from pydantic import SecretStr

    match value:
        case None | int():
            return value
        case SecretStr():
            return "********"
        case Path():
            return str(value)
        case _:
            return _PASSWORD_IN_URL.sub("********", str(value))
