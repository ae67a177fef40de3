"""The estimate of all points together, and how far it may be off: one standard error."""

import json
import math
import os
import pathlib

estimates = [json.loads(path.read_text()) for path in sorted(pathlib.Path(os.environ["RESULTS_DIR"]).iterdir())]
points = sum(estimate["points"] for estimate in estimates)
share = sum(estimate["inside"] for estimate in estimates) / points

result = {
    "pi": 4 * share,
    "standardError": 4 * math.sqrt(share * (1 - share) / points),
    "points": points,
    "chunks": len(estimates),
}
pathlib.Path(os.environ["OUTPUT_DIR"], "pi.json").write_text(json.dumps(result, indent=2) + "\n")
