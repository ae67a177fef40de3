"""Adds up the counts of all chunks, the most frequent words first."""

import collections
import json
import os
import pathlib

total = collections.Counter()
for result in sorted(pathlib.Path(os.environ["RESULTS_DIR"]).iterdir()):
    total.update(json.loads(result.read_text(encoding="utf-8")))

ordered = dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))
output = pathlib.Path(os.environ["OUTPUT_DIR"], "counts.json")
output.write_text(json.dumps(ordered, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
