"""Estimates pi from the share of random points of the unit square that lie within a quarter of a circle."""

import json
import os
import pathlib
import random

points = json.loads(os.environ["APP_PARAMS"]).get("points", 200_000)
seed = int(pathlib.Path(os.environ["TASK_DIR"], "data.bin").read_text())
numbers = random.Random(seed)
inside = sum(numbers.random() ** 2 + numbers.random() ** 2 <= 1 for _ in range(points))

result = {"points": points, "inside": inside}
pathlib.Path(os.environ["TASK_RESULTS_DIR"], "estimate.json").write_text(json.dumps(result))
print(f"seed {seed}: pi is about {4 * inside / points}")
