/** Small logs whose metrics can be computed by hand: two classes, given accuracies and queries. */
import { LOG_FORMAT, type LogEvent } from '../../src/protocol/events.ts';
import { parseSpec, type SpecInput } from '../../src/protocol/spec.ts';
import { planSteps } from '../../src/protocol/plan.ts';

export interface LogOptions {
  spec?: Partial<SpecInput>;
  arms?: string[];
  seeds?: number[];
  cycles?: number;
  /** Test accuracy; by default .5 + .1 per cycle. */
  accuracy?: (arm: number, cycle: number, seed: number) => number;
  /** Test accuracy of full supervision as an arm is trained; 0.95 where absent. */
  reference?: (asArm: number, seed: number) => number;
  /** Test accuracy of the random arms of the luck band; 0.5 where absent. */
  luck?: (randomArm: number, cycle: number, seed: number) => number;
  /** The two queried samples, and the entropies of the predictions for them. */
  queried?: (arm: number, cycle: number, seed: number) => [number, number];
  entropies?: (arm: number, cycle: number) => [number, number];
  /** Answers; by default the sample's index modulo 2. */
  label?: (index: number) => number;
  /** Stops after this many steps of the plan. */
  steps?: number;
}

/** Starts with samples 0 and 1, one of each class; batch size 2. The pool has 60 samples of class 0 and 40 of class 1. */
export function buildLog(options: LogOptions = {}): LogEvent[] {
  const { arms = ['random', 'margin'], seeds = [1], cycles = 2 } = options;
  const label = options.label ?? ((index: number) => index % 2);
  const spec = parseSpec({
    version: 2,
    dataset: { source: 'built-in', name: 'two-moons', size: 200 },
    initial: { size: 2 },
    query: { size: 2, cycles },
    model: { name: 'mlp' },
    arms: arms.map((strategy) => ({ strategy })),
    seeds,
    ...options.spec,
  });
  const log: LogEvent[] = [
    {
      type: 'started',
      format: LOG_FORMAT,
      time: 0,
      version: '0.1.0',
      spec,
      dataset: { id: 'd', name: 'Two moons', kind: 'plane', shape: [2], classes: ['up', 'down'], count: 200 },
      backend: { name: 'cpu', adapter: 'none' },
    },
  ];
  const labelsByRun = new Map<string, number[]>();
  const plan = planSteps(spec);
  const steps = plan.slice(0, options.steps ?? plan.length);
  let split: number | undefined;
  for (const step of steps) {
    const { seed } = step;
    if (split !== seed)
      log.push({
        ...{ type: 'split', seed, train: 100, validation: 0, test: 100, poolCounts: [60, 40] },
        ...{ initial: [0, 1], initialLabels: [0, 1] },
      });
    split = seed;
    if (step.kind === 'reference') {
      const { asArm } = step;
      const accuracy = asArm === undefined ? 0.95 : (options.reference?.(asArm, seed) ?? 0.95);
      const of = { seed, ...(asArm !== undefined && { asArm, steps: 40 }) };
      log.push({ type: 'full-supervision', ...of, labelled: 100, values: { accuracy }, seconds: 3 });
      continue;
    }
    if (step.kind === 'luck') {
      const { cycle, randomArm } = step;
      const accuracy = options.luck?.(randomArm, cycle, seed) ?? 0.5;
      log.push({ type: 'luck', seed, cycle, randomArm, labelled: 2 + 2 * cycle, values: { accuracy }, seconds: 1 });
      continue;
    }
    const { arm, cycle } = step;
    const id = `${seed}/${arm}`;
    const labels = labelsByRun.get(id) ?? [0, 1];
    const labelled = labels.length;
    const counts = [0, 1].map((one) => labels.filter((other) => other === one).length);
    const accuracy = options.accuracy?.(arm, cycle, seed) ?? 0.5 + cycle / 10;
    const trained = {
      steps: 10 * labelled,
      epochs: 10,
      bestEpoch: 9,
      loss: 0.5,
      validationAccuracy: null,
      metrics: {},
      seconds: 2,
    };
    log.push({ type: 'trained', seed, cycle, arm, labelled, ...trained });
    log.push({ type: 'measured', seed, cycle, arm, labelled, values: { accuracy }, counts, seconds: 0.5 });
    if (cycle === cycles) continue;
    const indices = options.queried?.(arm, cycle, seed) ?? [10 * (arm + 1) + 2 * cycle, 10 * (arm + 1) + 2 * cycle + 1];
    const entropies = options.entropies?.(arm, cycle) ?? [0.2, 0.4];
    const answers = indices.map(label);
    const asked = { indices, scores: [0.1, 0.3], entropies, predictions: [0, 0], poolSize: 100 - labelled };
    log.push({ type: 'queried', seed, cycle, arm, ...asked, seconds: 1 });
    log.push({ type: 'labelled', seed, cycle, arm, indices, labels: answers });
    labelsByRun.set(id, [...labels, ...answers]);
  }
  if (steps.length === plan.length) log.push({ type: 'finished', time: 1 });
  return log;
}
