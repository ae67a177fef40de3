"""Splits the input into chunks of PARTITIONER_PARAMS.lines lines each."""

import itertools
import json
import os
import pathlib

lines_per_chunk = json.loads(os.environ["PARTITIONER_PARAMS"]).get("lines", 100)
chunks = pathlib.Path(os.environ["CHUNKS_DIR"])
number = itertools.count()

for source in sorted(pathlib.Path(os.environ["SOURCE_DIR"]).iterdir()):
    with source.open("rb") as text:
        while lines := list(itertools.islice(text, lines_per_chunk)):
            (chunks / f"data_{next(number)}.bin").write_bytes(b"".join(lines))
