/** Softmax, cross-entropy and its gradient in one pass, for WASM. */
import { heapView, register } from './stock-wasm.ts';

/**
 * logits `[n, classes]`, targets `[n, classes]` (rows of probabilities) → the mean cross-entropy, a scalar, and its
 * gradient by the logits, (softmax − targets) / n.
 */
register('CrossEntropy', ({ backend, inputs }) => {
  const logits = inputs['logits']!;
  const [n, classes] = logits.shape as [number, number];
  const loss = backend.makeOutput([], 'float32');
  const gradient = backend.makeOutput(logits.shape, 'float32');
  const z = heapView(backend, logits);
  const t = heapView(backend, inputs['targets']!);
  const g = heapView(backend, gradient);
  let total = 0;
  for (let row = 0; row < n; row++) {
    const start = row * classes;
    let greatest = -Infinity;
    for (let c = 0; c < classes; c++) greatest = Math.max(greatest, z[start + c]!);
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(z[start + c]! - greatest);
    const logSum = greatest + Math.log(sum);
    for (let c = 0; c < classes; c++) {
      const logP = z[start + c]! - logSum;
      const target = t[start + c]!;
      total -= target * logP;
      g[start + c] = (Math.exp(logP) - target) / n;
    }
  }
  heapView(backend, loss)[0] = total / n;
  return [loss, gradient];
});
