/**
 * Adam and SGD with momentum. Where tensors can be read at once (WASM, CPU) a step is one pass over plain arrays; on
 * WebGPU it stays on the device. Their state goes with the optimiser: `dispose` it with the training.
 */
import * as tf from './tf.ts';

export interface Optimizer {
  /** One step down the gradients, given in the order of the variables. Frees the gradients. */
  step(gradients: tf.Tensor[]): void;
  dispose(): void;
}

/** What happens to one parameter: its gradient in, its change out. `state` are the method's own values, at first 0. */
interface Rule {
  slots: number;
  onArrays(weights: Float32Array, gradient: Float32Array, slots: Float32Array[], step: number): void;
  /** The same with tensors: the new weights and the new slots. */
  onDevice(
    weights: tf.Tensor,
    gradient: tf.Tensor,
    slots: tf.Tensor[],
    step: number,
  ): { weights: tf.Tensor; slots: tf.Tensor[] };
}

/** Kingma and Ba 2015, Algorithm 1, with the bias corrections folded into the rate. */
function adamRule(rate: number, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7): Rule {
  const corrected = (step: number) => (rate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  // ε belongs to √v̂ = √v / √(1 − β₂ᵗ)
  const epsilonAt = (step: number) => epsilon * Math.sqrt(1 - beta2 ** step);
  return {
    slots: 2,
    onArrays(weights, gradient, slots, step) {
      const [m, v] = slots as [Float32Array, Float32Array];
      const alpha = corrected(step);
      const eps = epsilonAt(step);
      for (let i = 0; i < weights.length; i++) {
        const g = gradient[i]!;
        const mean = (m[i] = beta1 * m[i]! + (1 - beta1) * g);
        const square = (v[i] = beta2 * v[i]! + (1 - beta2) * g * g);
        weights[i]! -= (alpha * mean) / (Math.sqrt(square) + eps);
      }
    },
    onDevice(weights, gradient, slots, step) {
      const m = tf.add(tf.mul(slots[0]!, beta1), tf.mul(gradient, 1 - beta1));
      const v = tf.add(tf.mul(slots[1]!, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      const change = tf.div(tf.mul(m, corrected(step)), tf.add(tf.sqrt(v), epsilonAt(step)));
      return { weights: tf.sub(weights, change), slots: [m, v] };
    },
  };
}

/** v ← µ v + g, w ← w − rate · v. */
function momentumRule(rate: number, momentum = 0.9): Rule {
  return {
    slots: 1,
    onArrays(weights, gradient, slots) {
      const velocity = slots[0]!;
      for (let i = 0; i < weights.length; i++)
        weights[i]! -= rate * (velocity[i] = momentum * velocity[i]! + gradient[i]!);
    },
    onDevice(weights, gradient, slots) {
      const velocity = tf.add(tf.mul(slots[0]!, momentum), gradient);
      return { weights: tf.sub(weights, tf.mul(velocity, rate)), slots: [velocity] };
    },
  };
}

/** @param rate the learning rate; momentum is 0.9, Adam's β are 0.9 and 0.999 */
export function optimizerFor(name: 'adam' | 'sgd', rate: number, variables: readonly tf.Variable[]): Optimizer {
  const rule = name === 'adam' ? adamRule(rate) : momentumRule(rate);
  return tf.getBackend() === 'webgpu' ? onDevice(rule, variables) : onArrays(rule, variables);
}

function onArrays(rule: Rule, variables: readonly tf.Variable[]): Optimizer {
  const parts = variables.map((variable) => ({
    variable,
    weights: variable.dataSync<'float32'>().slice(),
    slots: Array.from({ length: rule.slots }, () => new Float32Array(variable.size)),
  }));
  let steps = 0;
  return {
    step(gradients) {
      steps++;
      parts.forEach(({ variable, weights, slots }, index) => {
        const gradient = gradients[index]!;
        rule.onArrays(weights, gradient.dataSync<'float32'>(), slots, steps);
        gradient.dispose();
        // A new tensor, not new values in the old one: XNNPACK keeps a packed copy of weights under the tensor's name.
        const fresh = tf.tensor(weights.slice(), variable.shape); // the CPU backend keeps the array itself
        variable.assign(fresh);
        fresh.dispose();
      });
    },
    dispose() {},
  };
}

function onDevice(rule: Rule, variables: readonly tf.Variable[]): Optimizer {
  const slots = variables.map((variable): tf.Tensor[] =>
    Array.from({ length: rule.slots }, () => tf.zerosLike(variable)),
  );
  let steps = 0;
  return {
    step(gradients) {
      steps++;
      variables.forEach((variable, index) => {
        const gradient = gradients[index]!;
        const before = slots[index]!;
        const after = tf.tidy((): tf.Tensor[] => {
          const result = rule.onDevice(variable, gradient, before, steps);
          return [result.weights, ...result.slots];
        });
        variable.assign(after[0]!);
        tf.dispose([after[0]!, gradient, ...before]);
        slots[index] = after.slice(1).map((slot) => tf.keep(slot)); // beyond the scope of the step
      });
    },
    dispose: () => tf.dispose(slots),
  };
}
