"""scikit-learn's half of the bench "neighbours": builds its index of the points in a file, prints the seconds, then searches and prints "done"
for each line that it reads."""
import sys
from time import perf_counter

import numpy as np
from sklearn.neighbors import NearestNeighbors

file, size, queries, way = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
x = np.fromfile(file, np.float32).reshape(-1, size)
begun = perf_counter()
model = NearestNeighbors(n_neighbors=10, algorithm=way).fit(x[queries:])
print(perf_counter() - begun, flush=True)
for _ in sys.stdin:
    model.kneighbors(x[:queries])
    print("done", flush=True)
