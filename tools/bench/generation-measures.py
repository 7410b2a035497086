"""Reference values of the Fréchet distance and the inception score by NumPy and SciPy, as JSON: the numbers of
tests/measuring/generation/scipy.json. The inputs come from a linear congruential generator, so that the test has the same.

    python3 tools/bench/generation-measures.py > tests/measuring/generation/scipy.json
"""
import json

import numpy as np
from scipy.linalg import sqrtm


def uniforms(seed, count):
    state, out = seed, np.empty(count)
    for i in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        out[i] = state / 2**32
    return out


def features(seed, rows, size, shift):
    """Uniforms, mixed so that the features are correlated, and moved."""
    mix = uniforms(seed + 1000, size * size).reshape(size, size) - 0.3
    return uniforms(seed, rows * size).reshape(rows, size) @ mix + shift


def frechet(a, b):
    m1, m2 = a.mean(0), b.mean(0)
    s1, s2 = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    return float(((m1 - m2) ** 2).sum() + np.trace(s1 + s2 - 2 * np.real(sqrtm(s1 @ s2))))


def inception(p, splits):
    scores = []
    for i in range(splits):
        part = p[i * len(p) // splits : (i + 1) * len(p) // splits]
        divergence = (part * (np.log(part) - np.log(part.mean(0)))).sum(1)
        scores.append(np.exp(divergence.mean()))
    return float(np.mean(scores)), float(np.std(scores))


def probabilities(seed, rows, classes):
    logits = 6 * uniforms(seed, rows * classes).reshape(rows, classes)
    exponentials = np.exp(logits)
    return exponentials / exponentials.sum(1, keepdims=True)


distances = []
# the last has fewer rows than features: singular covariances
for seed, rows, size, shift in [(1, 400, 3, 0.5), (2, 500, 24, 0.1), (3, 600, 64, 0.0), (4, 40, 64, 0.2)]:
    value = frechet(features(seed, rows, size, 0.0), features(seed + 10, rows + 50, size, shift))
    distances.append({"seed": seed, "rows": rows, "size": size, "shift": shift, "distance": value})
scores = []
for seed, rows, classes, splits in [(5, 1000, 10, 10), (6, 1003, 4, 5), (7, 200, 100, 1)]:
    mean, deviation = inception(probabilities(seed, rows, classes), splits)
    scores.append({"seed": seed, "rows": rows, "classes": classes, "splits": splits, "mean": mean, "deviation": deviation})
print(json.dumps({"distances": distances, "scores": scores}, indent=2))
