"""The adapters that come with the program."""

import re

import gguf
import pytest

from rag.writing.adapters import ADAPTERS


@pytest.mark.parametrize("path", ADAPTERS.values(), ids=lambda path: path.stem)
def test_an_adapter_is_whole_and_of_one_rank(path):
    reader = gguf.GGUFReader(path)
    assert reader.fields["adapter.type"].contents() == "lora"
    shapes = {tensor.name: tuple(map(int, tensor.shape)) for tensor in reader.tensors}
    matrices = {re.sub(r"\.lora_[ab]$", "", name) for name in shapes}
    assert len(shapes) == 2 * len(matrices) > 0
    # GGUF has a shape's last dimension first: "down" ends, and "up" begins, in as many numbers as the rank.
    ranks = {rank for name in matrices for rank in (shapes[f"{name}.lora_a"][1], shapes[f"{name}.lora_b"][0])}
    assert ranks == {16}
