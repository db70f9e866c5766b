"""The program of the child process in which the local model runs: llama.cpp's own OpenAI-compatible server.

`rag.llm.local` starts it as a file, not as a module of the package, so that nothing but xllamacpp is loaded here.
Settings come as one line of JSON on stdin, because arguments and environment are open to others on the machine and
one of the settings is the key. The address goes out as one line of JSON on stdout once the model is loaded. From
then on stdin says nothing; its end means that the parent is gone, however it went, and with it the reason to live.
(A parent-death signal would be sent when the parent's *thread* ends, and a pool's threads end early.)
"""

from __future__ import annotations

import json
import os
import signal
import sys

PROMPT_CACHE_MIB = 256  # llama.cpp would keep up to 8 GB of past prompts
BATCH = 128  # tokens read between two looks at whether anyone still waits: Stop must not wait for seconds
LOOKED_UP, GUESSED = 3, 16  # tokens: in a row, looked up in the prompt, and of what follows there
ERRORS_AND_WARNINGS = 2


def serve() -> None:
    """Load the model, say where it listens, and serve until stdin ends."""
    # Ctrl-C reaches every process of the terminal; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = json.loads(sys.stdin.readline())
    # Only the address may go to stdout, whatever llama.cpp prints.
    address = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    import xllamacpp  # noqa: PLC0415  # not before stdout is safe

    params = xllamacpp.CommonParams()
    params.model.path = settings["model"]
    if settings["adapter"]:
        params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(settings["adapter"])]
    params.n_ctx = settings["context"]
    params.n_parallel = 1  # one slot holds one prompt prefix, so every question finds it read
    params.n_batch = params.n_ubatch = BATCH
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = settings["threads"]
    params.cache_ram_mib = PROMPT_CACHE_MIB
    # Answers are made of the evidence's words: after some of its tokens in a row the next are guessed from it, and read
    # together instead of written one by one. What is said stays the same; eight answers took 21 s, not 26.
    params.speculative.types = [xllamacpp.common_speculative_type.COMMON_SPECULATIVE_TYPE_NGRAM_SIMPLE]
    params.speculative.ngram_simple.size_n, params.speculative.ngram_simple.size_m = LOOKED_UP, GUESSED
    params.warmup = False
    params.verbosity = ERRORS_AND_WARNINGS
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [settings["key"]]
    params.offline = True
    params.slot_save_path = settings.get("kept", "")  # with this, a prompt that was read once is loaded in milliseconds
    params.ui = params.endpoint_slots = params.endpoint_props = params.endpoint_metrics = False
    params.cors_origins, params.cors_origins_explicit = "", True  # else any page's script may call it
    try:
        server = xllamacpp.Server(params)  # returns when the model is loaded
    except RuntimeError as error:
        sys.exit(str(error))
    with address:
        json.dump({"url": server.listening_address}, address)
        address.write("\n")
    sys.stdin.read()
    # The server would first finish what it writes, for nobody.
    os._exit(0)


if __name__ == "__main__":
    serve()
