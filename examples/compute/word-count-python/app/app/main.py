"""Counts the words of a chunk: runs of letters, digits and apostrophes, in lower case."""

import collections
import json
import os
import re

with open(os.path.join(os.environ["TASK_DIR"], "data.bin"), encoding="utf-8") as chunk:
    counts = collections.Counter(re.findall(r"[\w'’]+", chunk.read().lower()))

with open(os.path.join(os.environ["TASK_RESULTS_DIR"], "counts.json"), "w", encoding="utf-8") as result:
    json.dump(counts, result, ensure_ascii=False)

print(f"chunk {os.environ['CHUNK_NUMBER']}: {sum(counts.values())} words")
