"""The child's program as others on the machine meet it: a port, a process list, a closed pipe."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

PROGRAM = Path(__file__).parents[3] / "rag" / "llm" / "llama_server.py"
KEY = "only-we-know"


@pytest.fixture(scope="module")
def served(tiny_gguf):
    """The running program and a client of its address that knows no key."""
    settings = {"model": str(tiny_gguf), "adapter": "", "threads": 1, "context": 512, "key": KEY}
    with subprocess.Popen(
        [sys.executable, "-P", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        process.stdin.write(json.dumps(settings).encode() + b"\n")
        process.stdin.flush()
        with httpx.Client(base_url=json.loads(process.stdout.readline())["url"], trust_env=False) as client:
            yield process, client
        process.stdin.close()  # as when the parent dies, however it dies
        assert process.wait(30) == 0


def test_listens_on_this_machine_only(served):
    _, client = served
    assert client.base_url.host == "127.0.0.1"


@pytest.mark.parametrize("path", ["/v1/models", "/props", "/slots", "/metrics"])
def test_says_nothing_without_the_key(served, path):
    _, client = served
    assert client.get(path).status_code == 401


@pytest.mark.parametrize("path", ["/", "/slots", "/metrics"])
def test_has_no_page_and_shows_no_prompts_even_with_the_key(served, path):
    _, client = served
    assert client.get(path, headers={"Authorization": f"Bearer {KEY}"}).status_code in (404, 501)


def test_pages_of_the_web_may_not_call_it(served):
    _, client = served
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/v1/chat/completions", headers=asked)
    assert not answer.headers.get("Access-Control-Allow-Origin")


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="the process list is read from /proc")
def test_key_is_in_neither_arguments_nor_environment(served):
    process, _ = served
    for shown in ("cmdline", "environ"):
        assert KEY.encode() not in Path(f"/proc/{process.pid}/{shown}").read_bytes()
