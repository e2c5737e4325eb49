"""The embedded chat model as a child process: an OpenAI-compatible server on loopback, gone when the program is.

Run as `python -m assistant.models.server`: reads one JSON line of configuration (with the API key: command lines are
readable by everyone on the machine) from stdin, prints one with the address, and ends when stdin closes.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> int:
    config = json.loads(sys.stdin.readline())
    answers = os.fdopen(os.dup(1), "w")
    quiet = os.open(os.devnull, os.O_WRONLY)  # llama.cpp talks on both streams
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = config["path"]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [config["key"]]
    params.n_ctx = config["context"] * config["slots"]
    params.n_parallel = config["slots"]
    params.cpuparams.n_threads = config["threads"]
    params.cpuparams_batch.n_threads = config["threads"]
    params.n_gpu_layers = 0
    params.warmup = False
    params.ui = False
    server = xllamacpp.Server(params)
    answers.write(json.dumps({"address": server.listening_address}) + "\n")
    answers.flush()
    sys.stdin.read()  # the parent closes its end when it stops, however it stops
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
