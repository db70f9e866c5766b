import hashlib
import os

import pytest

from rag.errors import ModelFileRefused, ModelUnavailable
from rag.llm.models import CATALOGUE, LOCAL, SMALL, Model, State, checked_gguf, part_path, status, verified

BYTES = b"GGUF" + bytes(range(256)) * 4
POCKET = Model(
    name="pocket",
    title="Pocket 1K",
    file="pocket.gguf",
    size=len(BYTES),
    sha256=hashlib.sha256(BYTES).hexdigest(),
    licence="Apache-2.0",
    origin="us",
    repository="us/pocket",
    package="pocket-part{n}",
    version="1.0",
    part_size=1000,
)
WRONG = BYTES[:-1] + b"!"


def state_in(folder):
    (found,) = status(folder, [POCKET])
    return found.state, found.done


def test_catalogue_has_one_model_for_each_name_and_file():
    assert [model.name for model in CATALOGUE] == ["local", "small"]
    assert len({model.file for model in CATALOGUE}) == len({model.sha256 for model in CATALOGUE}) == len(CATALOGUE)


@pytest.mark.parametrize(("model", "parts"), [(LOCAL, 22), (SMALL, 6)], ids=lambda value: getattr(value, "name", value))
def test_number_of_parts_is_that_of_the_packages(model, parts):
    assert model.parts == parts


def test_model_that_is_not_there_is_none(tmp_path):
    assert verified(POCKET, tmp_path / "never made") is None
    assert state_in(tmp_path / "never made") == (State.ABSENT, 0)


def test_right_bytes_are_accepted_and_remembered(tmp_path):
    path = tmp_path / POCKET.file
    path.write_bytes(BYTES)
    assert state_in(tmp_path) == (State.UNVERIFIED, len(BYTES))
    assert verified(POCKET, tmp_path) == path
    assert state_in(tmp_path) == (State.VERIFIED, len(BYTES))


@pytest.mark.parametrize("wrong", [WRONG, BYTES[:-1], BYTES + b"x"], ids=["changed", "short", "long"])
def test_one_wrong_byte_sets_the_file_aside(tmp_path, wrong):
    path = tmp_path / POCKET.file
    path.write_bytes(wrong)
    with pytest.raises(ModelFileRefused, match=r"not Pocket 1K.*will not be used.*--fetch pocket") as caught:
        verified(POCKET, tmp_path)
    assert "\n" not in str(caught.value)
    assert verified(POCKET, tmp_path) is None
    assert path.with_name("pocket.gguf.refused").read_bytes() == wrong


def test_file_changed_after_it_was_verified_is_hashed_again(tmp_path):
    path = tmp_path / POCKET.file
    path.write_bytes(BYTES)
    verified(POCKET, tmp_path)
    path.write_bytes(WRONG)
    os.utime(path, ns=(0, 0))
    assert state_in(tmp_path) == (State.UNVERIFIED, len(BYTES))
    with pytest.raises(ModelFileRefused):
        verified(POCKET, tmp_path)


def test_unchanged_file_is_hashed_again_only_when_asked(tmp_path):
    path = tmp_path / POCKET.file
    path.write_bytes(BYTES)
    verified(POCKET, tmp_path)
    seen = path.stat()
    path.write_bytes(WRONG)
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))  # a disk that rots leaves the time alone
    assert verified(POCKET, tmp_path) == path
    with pytest.raises(ModelFileRefused):
        verified(POCKET, tmp_path, rehash=True)


@pytest.mark.parametrize("note", ["", "[]", '{"sha256": 1}', "\x00"])
def test_damaged_note_of_the_hash_only_means_hashing_again(tmp_path, note):
    (tmp_path / POCKET.file).write_bytes(BYTES)
    (tmp_path / f"{POCKET.file}.verified").write_text(note)
    assert state_in(tmp_path) == (State.UNVERIFIED, len(BYTES))
    assert verified(POCKET, tmp_path)


def test_unfinished_fetch_is_partial(tmp_path):
    part_path(POCKET, tmp_path).write_bytes(BYTES[:300])
    assert state_in(tmp_path) == (State.PARTIAL, 300)


def test_file_of_ones_own_must_be_a_gguf(tmp_path):
    path = tmp_path / "mine.gguf"
    with pytest.raises(ModelUnavailable, match="cannot be read: No such file"):
        checked_gguf(path)
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(ModelFileRefused, match="not a GGUF file"):
        checked_gguf(path)
    path.write_bytes(BYTES)
    assert checked_gguf(path) == path
