"""What the page's server gives beside the page: nothing outside its folder, and every header on every response."""

import asyncio
from datetime import UTC, datetime

import httpx
import pytest
from starlette.applications import Starlette

from rag.answer import Answer, Status
from rag.receipt import make, read
from ui import routes


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "evaluations"
    folder.mkdir()
    (tmp_path / "secret.html").write_text("secret")
    (folder / "ours 1.html").write_text("<!doctype html><p>A report")
    (folder / "ours.json").write_text("{}")
    (folder / ".hidden.html").write_text("hidden")
    (folder / "inner.html").mkdir()
    return folder


def get(address, *given):
    async def asked():
        app = Starlette(routes=list(given), middleware=[routes.HEADERS])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://page") as client:
            return await client.get(address)

    return asyncio.run(asked())


def test_a_report_is_sandboxed_may_ask_for_nothing_and_is_framed_by_the_page_only(folder):
    response = get("/evaluations/ours%201.html", routes.reports(folder))
    assert response.status_code == 200
    assert response.text == "<!doctype html><p>A report"
    assert response.headers["content-type"].startswith("text/html")
    policy = response.headers.get_list("content-security-policy")
    assert len(policy) == 1
    assert "sandbox allow-scripts" in policy[0]
    assert "allow-same-origin" not in policy[0]
    assert "default-src 'none'" in policy[0]
    assert "frame-ancestors 'self'" in policy[0]
    assert response.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "name",
    [
        "missing.html",
        "ours.json",
        ".hidden.html",
        "inner.html",
        "..%2Fsecret.html",
        "%2e%2e/secret.html",
        "..%5Csecret.html",
        "x%00.html",
        "",
        "..",
        "%2Fetc%2Fpasswd",
    ],
)
def test_nothing_but_the_reports_of_the_folder_is_given(folder, name):
    response = get(f"/evaluations/{name}", routes.reports(folder))
    assert response.status_code == 404
    assert "secret" not in response.text


def test_a_folder_that_is_not_there_has_no_reports(tmp_path):
    assert get("/evaluations/a.html", routes.reports(tmp_path / "none")).status_code == 404


@pytest.fixture
def taken():
    """Return one receipt of a refusal, by its key."""
    refusal = Answer(id="q", question="?", standalone_question="?", status=Status.REFUSED, text="No.")
    made = datetime(2026, 3, 1, tzinfo=UTC)
    return {"key": make(refusal, text_of={}.get, settings={}, version="1", made=made)}


@pytest.mark.parametrize("ending", ["json", "html"])
def test_a_receipt_is_a_download(taken, ending):
    response = get(f"/receipts/key.{ending}", routes.receipts(taken))
    assert response.status_code == 200
    assert response.headers["content-disposition"] == f'attachment; filename="dateline-receipt-q.{ending}"'
    if ending == "json":
        assert read(response.content, name="r") == taken["key"]
    else:
        assert "dateline verify dateline-receipt-q.json" in response.text


@pytest.mark.parametrize("name", ["other.json", "key", "key.txt", "key.", ".json", "json"])
def test_no_other_receipt_is_given(taken, name):
    assert get(f"/receipts/{name}", routes.receipts(taken)).status_code == 404


def test_what_brings_no_policy_gets_that_of_the_page():
    policy = get("/missing").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
