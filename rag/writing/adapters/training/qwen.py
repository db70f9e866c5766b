"""A local model in torch, its weights as they are in the GGUF file, with low-rank adapters on its feed-forward layers.

Qwen2 (arXiv 2407.10671): RMSNorm, rotary positions, grouped queries, gated feed-forward. The attention learns nothing:
adapters there add little to those of the feed-forward layers, and each costs llama.cpp time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from gguf import GGUFReader, quants
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import linear, rms_norm, scaled_dot_product_attention, silu

RANK, ALPHA = 16, 32
_MATRICES = ("ffn_gate", "ffn_up", "ffn_down")
_PLACES = 2048
_SHORT = torch.bfloat16
# cuDNN's attention gave gradients that are no numbers for these masks (torch 2.11, H200).
_ATTENTION = [SDPBackend.EFFICIENT_ATTENTION, SDPBackend.MATH]


class Qwen:
    """Reads sequences side by side; only the adapters' matrices learn."""

    def __init__(self, path: Path, *, first: int, device: str) -> None:
        """Read a GGUF file of a Qwen2.5, in any quantisation; layers before the `first` learn nothing."""
        reader = GGUFReader(path)

        def told(key: str) -> float:
            return float(reader.fields[f"qwen2.{key}"].contents())

        self._layers, self._first = int(told("block_count")), first
        self._heads, self._key_heads = int(told("attention.head_count")), int(told("attention.head_count_kv"))
        self._width = int(told("embedding_length")) // self._heads
        self._epsilon = told("attention.layer_norm_rms_epsilon")
        self._weights: dict[str, torch.Tensor] = {}
        for tensor in reader.tensors:
            values = np.array(quants.dequantize(tensor.data, tensor.tensor_type), dtype=np.float32)
            self._weights[tensor.name] = torch.from_numpy(values).to(_SHORT).to(device)
        generator = torch.Generator().manual_seed(3)
        self.down: dict[tuple[int, str], torch.nn.Parameter] = {}
        self.up: dict[tuple[int, str], torch.nn.Parameter] = {}
        for layer in range(first, self._layers):
            for name in _MATRICES:
                wide, narrow = self._weights[f"blk.{layer}.{name}.weight"].shape
                start = torch.randn(RANK, narrow, generator=generator) / math.sqrt(narrow)
                self.down[layer, name] = torch.nn.Parameter(start.to(device))
                self.up[layer, name] = torch.nn.Parameter(torch.zeros(wide, RANK, device=device))  # begins as it was
        turns = torch.arange(0, self._width, 2).float() / self._width
        angles = torch.arange(_PLACES).float()[:, None] / told("rope.freq_base") ** turns
        self._cos, self._sin = (
            torch.cat([each, each], -1).to(_SHORT).to(device) for each in (angles.cos(), angles.sin())
        )

    def parameters(self) -> list[torch.nn.Parameter]:
        """Return what learns."""
        return [*self.down.values(), *self.up.values()]

    def adapter(self) -> dict[str, torch.Tensor]:
        """Return the adapter under llama.cpp's names."""
        return {
            f"blk.{layer}.{name}.weight.{end}": matrix.detach().half().cpu().contiguous()
            for matrices, end in ((self.down, "lora_a"), (self.up, "lora_b"))
            for (layer, name), matrix in matrices.items()
        }

    def begin_with(self, adapter: Mapping[str, torch.Tensor]) -> None:
        """Go on from what `adapter` returned, of the same model and the same layers."""
        with torch.no_grad():
            for matrices, end in ((self.down, "lora_a"), (self.up, "lora_b")):
                for (layer, name), matrix in matrices.items():
                    matrix.copy_(adapter[f"blk.{layer}.{name}.weight.{end}"])

    def states(self, ids: torch.Tensor, places: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the last layer's states, shape (sequences, tokens, width).

        Args:
            ids: Tokens, shape (sequences, tokens).
            places: Each one's position, which branches of one stem share; shape (sequences, tokens).
            mask: Which tokens each may look at, shape (sequences, tokens, tokens).
        """
        turned = (self._cos[places][:, None], self._sin[places][:, None])
        with sdpa_kernel(_ATTENTION):
            with torch.no_grad():
                states = self._weights["token_embd.weight"][ids]
                for layer in range(self._first):
                    states = self._layer(states, layer, turned, mask)
            for layer in range(self._first, self._layers):
                states = self._layer(states, layer, turned, mask)
        return self._norm(states, "output_norm")

    def logits(self, states: torch.Tensor) -> torch.Tensor:
        """Return the next token's logits for some states, shape (states, words)."""
        words = self._weights.get("output.weight", self._weights["token_embd.weight"])
        return linear(states, words).float()

    def _layer(
        self, states: torch.Tensor, layer: int, turned: tuple[torch.Tensor, torch.Tensor], mask: torch.Tensor
    ) -> torch.Tensor:
        sequences, tokens, _ = states.shape
        normed = self._norm(states, f"blk.{layer}.attn_norm")
        query, key, value = (
            self._linear(normed, layer, name).view(sequences, tokens, heads, self._width).transpose(1, 2)
            for name, heads in (("attn_q", self._heads), ("attn_k", self._key_heads), ("attn_v", self._key_heads))
        )
        query, key = _turned(query, turned), _turned(key, turned)
        key, value = (each.repeat_interleave(self._heads // self._key_heads, 1) for each in (key, value))
        seen = scaled_dot_product_attention(query, key, value, attn_mask=mask[:, None])
        states = states + self._linear(seen.transpose(1, 2).reshape(sequences, tokens, -1), layer, "attn_output")
        normed = self._norm(states, f"blk.{layer}.ffn_norm")
        gated = silu(self._linear(normed, layer, "ffn_gate")) * self._linear(normed, layer, "ffn_up")
        return states + self._linear(gated, layer, "ffn_down")

    def _linear(self, states: torch.Tensor, layer: int, name: str) -> torch.Tensor:
        weights = self._weights
        result = linear(states, weights[f"blk.{layer}.{name}.weight"], weights.get(f"blk.{layer}.{name}.bias"))
        if (layer, name) not in self.down:
            return result
        narrow = linear(states, self.down[layer, name].to(_SHORT))
        return result + linear(narrow, self.up[layer, name].to(_SHORT) * (ALPHA / RANK))

    def _norm(self, states: torch.Tensor, name: str) -> torch.Tensor:
        return rms_norm(states, states.shape[-1:], self._weights[f"{name}.weight"], self._epsilon)


def _turned(heads: torch.Tensor, turned: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    cos, sin = turned
    first, second = heads.chunk(2, -1)
    return heads * cos + torch.cat([-second, first], -1) * sin
