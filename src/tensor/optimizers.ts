/**
 * Adam and SGD with momentum: one pass over the weights where the backend has a kernel for it, otherwise stock ops. The
 * optimiser owns its state: `dispose` it after the training; a checkpoint copies the state.
 */
import * as tf from './tf.ts';

export interface Optimizer {
  /** Learning rate of the next steps, set by a schedule. */
  rate: number;
  /** One step down the gradients, given in the order of the variables. Frees the gradients. */
  step(gradients: tf.Tensor[]): void;
  /** A copy of the state that later steps depend on, beside weights and rate. Await it before the next step. */
  state(): Promise<OptimizerState>;
  /** Continues from a state of the same variables, which is unchanged. */
  restore(state: OptimizerState): void;
  dispose(): void;
}

export interface OptimizerState {
  /** Steps taken: Adam's corrections depend on them. */
  steps: number;
  /** Values of the method per variable: m and v of Adam, the velocity of momentum. */
  slots: readonly Float32Array[];
}

export interface OptimizerOptions {
  /** µ of SGD. */
  momentum?: number;
  /** β₁ and β₂ of Adam. */
  betas?: [number, number];
  /** Factor of the weights that is added to the gradients (L2), as in the papers' recipes. */
  weightDecay?: number;
}

/** Update of one variable. `slots` are the method's values, initially 0. */
interface UpdateRule {
  slots: string[];
  kernel: 'AdamStep' | 'MomentumStep';
  /** The kernel's attributes at this step, counted from 1. */
  attributes(rate: number, step: number): Record<string, number>;
  /** The same in ops: the new weights and the new slots. */
  ops(weights: tf.Tensor, gradient: tf.Tensor, slots: tf.Tensor[], at: Record<string, number>): tf.Tensor[];
}

/** Kingma and Ba 2015, Algorithm 1, with the bias corrections folded into the rate; ε belongs to √v̂ = √v / √(1 − β₂ᵗ). */
function adamRule([beta1, beta2]: [number, number], epsilon = 1e-7): UpdateRule {
  return {
    slots: ['m', 'v'],
    kernel: 'AdamStep',
    attributes(rate, step) {
      const root = Math.sqrt(1 - beta2 ** step);
      return { alpha: (rate * root) / (1 - beta1 ** step), beta1, beta2, epsilon: epsilon * root };
    },
    ops(weights, gradient, [before, squares], at) {
      const m = tf.add(tf.mul(before!, beta1), tf.mul(gradient, 1 - beta1));
      const v = tf.add(tf.mul(squares!, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      const change = tf.div(tf.mul(m, at['alpha']!), tf.add(tf.sqrt(v), at['epsilon']!));
      return [tf.sub(weights, change), m, v];
    },
  };
}

/** u ← µ u + g, w ← w − rate · u. */
function momentumRule(momentum: number): UpdateRule {
  return {
    slots: ['velocity'],
    kernel: 'MomentumStep',
    attributes: (rate) => ({ rate, momentum }),
    ops(weights, gradient, [before], at) {
      const velocity = tf.add(tf.mul(before!, momentum), gradient);
      return [tf.sub(weights, tf.mul(velocity, at['rate']!)), velocity];
    },
  };
}

/**
 * @param rate the learning rate; by default, momentum is 0.9 and Adam's β are 0.9 and 0.999
 * @param variables their values may change in place, also in clones of the tensors
 */
export function optimizerFor(
  name: 'adam' | 'sgd',
  rate: number,
  variables: readonly tf.Variable[],
  { momentum = 0.9, betas = [0.9, 0.999], weightDecay = 0 }: OptimizerOptions = {},
): Optimizer {
  const rule = name === 'adam' ? adamRule(betas) : momentumRule(momentum);
  const fused = tf.getKernel(rule.kernel, tf.getBackend()) !== undefined;
  const slots = variables.map((variable): tf.Tensor[] => rule.slots.map(() => tf.keep(tf.fill(variable.shape, 0))));
  let steps = 0;

  /** The new weights and slots; none if the kernel has changed them in place. */
  function stepped(
    weights: tf.Variable,
    gradient: tf.Tensor,
    slotsOf: tf.Tensor[],
    at: Record<string, number>,
  ): tf.Tensor[] {
    const down = weightDecay ? tf.add(gradient, tf.mul(weights, weightDecay)) : gradient;
    if (!fused) return rule.ops(weights, down, slotsOf, at);
    const inputs = Object.fromEntries(rule.slots.map((slot, index) => [slot, slotsOf[index]!]));
    return tf.engine().runKernel(rule.kernel, { weights, gradient: down, ...inputs }, at) as unknown as tf.Tensor[];
  }

  return {
    rate,
    step(gradients) {
      const at = rule.attributes(this.rate, ++steps);
      variables.forEach((variable, index) => {
        const gradient = gradients[index]!;
        const slotsOf = slots[index]!;
        const [weights, ...fresh] = tf.tidy(() => stepped(variable, gradient, slotsOf, at));
        gradient.dispose();
        if (!weights) return;
        variable.assign(weights);
        tf.dispose([weights, ...slotsOf]);
        slots[index] = fresh.map((slot) => tf.keep(slot)); // outlives the tidy of the step
      });
    },
    async state() {
      // sliced, because the CPU backend returns its own array
      const values = await Promise.all(slots.flat().map(async (slot) => (await slot.data<'float32'>()).slice()));
      return { steps, slots: values };
    },
    restore(state) {
      ({ steps } = state);
      variables.forEach((variable, index) => {
        const slotsOf = slots[index]!;
        const from = index * rule.slots.length;
        slots[index] = slotsOf.map((_, at) => tf.keep(tf.tensor(state.slots[from + at]!.slice(), variable.shape)));
        tf.dispose(slotsOf);
      });
    },
    dispose: () => tf.dispose(slots),
  };
}
