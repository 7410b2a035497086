"""scikit-learn's half of the bench "mixture": prints "ready", then fits and prints "done" for each line that it reads."""
import sys

import numpy as np
from sklearn.mixture import GaussianMixture

rows, size, components, iterations = map(int, sys.argv[1:])
draws = np.random.default_rng(1)
means = draws.normal(size=(components, size)) / 2
x = (means[np.arange(rows) % components] + draws.normal(size=(rows, size))).astype(np.float32)


def fit():
    model = GaussianMixture(components, covariance_type="diag")
    model.weights_ = np.full(components, 1 / components, x.dtype)
    model.means_ = x[:components].copy()
    model.precisions_cholesky_ = np.ones((components, size), x.dtype)
    for _ in range(iterations):
        _, shares = model._e_step(x)
        model._m_step(x, shares)


print("ready", flush=True)
for _ in sys.stdin:
    fit()
    print("done", flush=True)
