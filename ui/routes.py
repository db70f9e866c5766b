"""What the page's server gives beside the page, and the headers that keep all of it to this machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.receipt import Receipt, to_json
from ui import receipt

# Even markup that slipped through could then load nothing and send nothing anywhere. Gradio compiles the templates of
# its HTML component in the browser, hence 'unsafe-eval'; a frame shows a saved report.
_PAGE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-src 'self'; frame-ancestors 'none'"
)
# Sandboxed, a report's script belongs to no site: even in a tab of its own it reaches neither page nor server.
_REPORT = (
    "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "script-src 'unsafe-inline'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    b"content-security-policy": _PAGE.encode(),
    b"referrer-policy": b"no-referrer",
    b"x-content-type-options": b"nosniff",
}


class _Headers:
    """Adds the headers to every response that does not bring its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", []))
                names = {name.lower() for name, _ in own}
                message["headers"] = own + [pair for pair in _HEADERS.items() if pair[0] not in names]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


HEADERS = Middleware(_Headers)
"""Every response allows the browser only what the page needs, and nothing of another host."""


def reports(folder: Path) -> Route:
    """Return the route `evaluations/NAME.html`, the saved reports in a folder; it need not exist yet."""

    def report(request: Request) -> FileResponse:
        name: str = request.path_params["name"]
        path = folder / name
        if path.parent != folder or path.suffix != ".html" or name.startswith(".") or not path.is_file():
            raise HTTPException(404, "There is no such report.")
        # Read anew each time: a set measured again may have the same name.
        return FileResponse(path, headers={"content-security-policy": _REPORT, "cache-control": "no-store"})

    return Route("/evaluations/{name}", report)


def receipts(taken: Mapping[str, Receipt]) -> Route:
    """Return the route `receipts/KEY.html` and `receipts/KEY.json`, as downloads, for the receipts taken so far."""

    def download(request: Request) -> Response:
        key, _, ending = request.path_params["name"].rpartition(".")
        kept = taken.get(key)
        if kept is None or ending not in ("html", "json"):
            raise HTTPException(404, "There is no such receipt.")
        name = f"dateline-receipt-{kept.answer.id}"
        content = to_json(kept) if ending == "json" else receipt.page(kept, f"{name}.json")
        return Response(
            content,
            media_type="application/json" if ending == "json" else "text/html",
            headers={"content-disposition": f'attachment; filename="{name}.{ending}"', "cache-control": "no-store"},
        )

    return Route("/receipts/{name}", download)
