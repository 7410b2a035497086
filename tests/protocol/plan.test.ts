/** The order of an experiment's steps, and the step from which a log is resumed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../src/protocol/events.ts';
import { endOfCycle, planSteps, planStepsDone, type PlanStep } from '../../src/protocol/plan.ts';
import { parseSpec } from '../../src/protocol/spec.ts';

const specOf = (arms: number, cycles: number, seeds: number[], reference = false, luck = 0) =>
  parseSpec({
    ...(luck && { luck: { arms: luck } }),
    version: 2,
    dataset: { source: 'files' },
    model: { name: 'mlp' },
    query: { cycles },
    arms: Array.from({ length: arms }, (_, i) => ({ strategy: `s${i}` })),
    seeds,
    reference,
  });

const told = (step: PlanStep): string =>
  step.kind === 'reference'
    ? `ref ${step.seed}${step.asArm === undefined ? '' : ` as ${step.asArm}`}`
    : `${step.seed}.${step.cycle}.${step.kind === 'luck' ? `luck ${step.randomArm}` : step.arm}`;

/** The events of a finished step in the log. */
const eventsOf = (step: PlanStep): LogEvent[] =>
  step.kind === 'reference'
    ? [{ type: 'full-supervision', seed: step.seed, labelled: 9, values: { accuracy: 1 }, seconds: 0 }]
    : step.kind === 'luck'
      ? [{ ...step, type: 'luck', labelled: 9, values: { accuracy: 1 }, seconds: 0 }]
      : [
        { type: 'trained', ...key(step), labelled: 9, steps: 1, epochs: 1, bestEpoch: 1, loss: 0, validationAccuracy: null, metrics: {}, seconds: 0 },
        { type: 'measured', ...key(step), labelled: 9, values: { accuracy: 1 }, counts: [9], seconds: 0 },
      ]; // prettier-ignore
const key = ({ seed, cycle, arm }: Extract<PlanStep, { kind: 'cycle' }>) => ({ seed, cycle, arm });

describe('the plan', () => {
  it('takes the arms in turn, cycle by cycle, seed by seed', () => {
    expect(planSteps(specOf(2, 1, [7, 3])).map(told)).toEqual(
      ['7.0.0', '7.0.1', '7.1.0', '7.1.1', '3.0.0', '3.0.1', '3.1.0', '3.1.1'], // prettier-ignore
    );
  });

  it('has full supervision once, after the first seed’s first cycle', () => {
    expect(planSteps(specOf(2, 1, [7, 3], true)).map(told)).toEqual(
      ['7.0.0', '7.0.1', 'ref 7', '7.1.0', '7.1.1', '3.0.0', '3.0.1', '3.1.0', '3.1.1'], // prettier-ignore
    );
  });

  it('has full supervision once for each distinct training of the arms and each seed, where it is trained as they are', () => {
    const own = { method: 'supervised', epochs: 3 };
    const arms = [
      { strategy: 'a' },
      { strategy: 'b', training: own },
      { strategy: 'c' },
      { strategy: 'd', training: own },
    ];
    const spec = parseSpec({
      ...{ version: 2, dataset: { source: 'files' }, model: { name: 'mlp' }, query: { cycles: 0 } },
      ...{ arms, seeds: [7, 3], reference: { as: 'arms' } },
    });
    expect(planSteps(spec).map(told)).toEqual(
      ['7.0.0', '7.0.1', '7.0.2', '7.0.3', 'ref 7 as 0', 'ref 7 as 1', '3.0.0', '3.0.1', '3.0.2', '3.0.3', 'ref 3 as 0', 'ref 3 as 1'], // prettier-ignore
    );
  });

  it('has the random arms of the luck band at the end, one after the other; cycle 0 once for each seed', () => {
    expect(planSteps(specOf(1, 1, [7, 3], false, 2)).map(told)).toEqual(
      ['7.0.0', '7.1.0', '3.0.0', '3.1.0', '7.0.luck 0', '7.1.luck 0', '3.0.luck 0', '3.1.luck 0', '7.1.luck 1', '3.1.luck 1'], // prettier-ignore
    );
  });

  it('ends a press of Step after all arms of a cycle, or after a random arm on all seeds', () => {
    const plan = planSteps(specOf(2, 1, [7, 3], true, 2));
    const ends = [];
    for (let done = 0; done < plan.length; done = endOfCycle(plan, done)) ends.push(done);
    // cycle 0 with full supervision, cycle 1, both of the other seed, two random arms
    expect(ends).toEqual([0, 3, 5, 7, 9, 13]);
  });

  it('has seeds × (cycles + 1) × arms steps, and one more for full supervision', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        (arms, cycles, seeds, reference) => {
          const plan = planSteps(specOf(arms, cycles, Array.from({ length: seeds }, (_, i) => i), reference)); // prettier-ignore
          expect(plan.length).toBe(seeds * (cycles + 1) * arms + (reference ? 1 : 0));
          expect(new Set(plan.map(told)).size).toBe(plan.length);
        },
      ),
    );
  });

  it('resumes at the step after the last one in the log', () => {
    const plan = planSteps(specOf(3, 2, [1, 2], true, 2));
    for (let done = 0; done <= plan.length; done++)
      expect(planStepsDone(plan.slice(0, done).flatMap(eventsOf))).toBe(done);
  });
});
