"""Makes as many chunks as are wanted, each with a seed of its own; the input does not matter."""

import json
import os
import pathlib
import random

params = json.loads(os.environ["PARTITIONER_PARAMS"])
seeds = random.Random(params.get("seed", 1))
for chunk in range(params.get("chunks", 16)):
    pathlib.Path(os.environ["CHUNKS_DIR"], f"data_{chunk}.bin").write_text(str(seeds.getrandbits(64)))
