/** The log as a file: one event a line (JSON lines), and the check of a log that comes from elsewhere. */
import * as v from 'valibot';
import { base64Length } from './base64.ts';
import { sampleSize } from './dataset.ts';
import type { LoggedQueryTargets, LogEvent, PlaneMapped, Started } from './events.ts';
import { planSteps } from './plan.ts';
import { Problem } from './problem.ts';
import { parseSpec, type Spec } from './spec.ts';
import {
  synthesizedFault,
  hasValueCount,
  synthesizedAnswersSchema,
  synthesizedQueriesSchema,
} from './log-synthesized.ts';

export const serialiseLog = (log: readonly LogEvent[]): string =>
  log.map((event) => JSON.stringify(event) + '\n').join('');

const integer = v.pipe(v.number(), v.integer(), v.minValue(0));
const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const integers = v.array(integer);
const labels = v.array(v.pipe(v.number(), v.integer(), v.minValue(-1)));
// JSON has no NaN and no Infinity: a diverged loss, or a score of either, is written as null.
const finite = v.number();
const nullableNumber = v.nullable(finite);
const key = { seed: integer, cycle: integer, arm: integer };

const backend = v.object({ name: v.picklist(['webgpu', 'wasm', 'cpu']), adapter: v.string() });

const started = v.looseObject({
  type: v.literal('started'),
  time: finite,
  version: v.string(),
  spec: v.unknown(),
  dataset: v.object({
    id: v.string(),
    name: v.string(),
    kind: v.picklist(['plane', 'table', 'image']),
    shape: integers,
    classes: v.array(v.string()),
    count: integer,
  }),
  backend,
});

const adversary = v.optional(
  v.looseObject({
    unlabelled: nullableNumber,
    labelled: nullableNumber,
    norm: v.optional(nullableNumber),
    entropy: nullableNumber,
  }),
);

const gridValues = v.object({ values: v.string(), least: finite, greatest: finite });
const component = v.looseObject({
  ...{ label: integer, weight: finite, mean: v.tuple([finite, finite]) },
  covariance: v.tuple([finite, finite, finite]),
});
const mixtures = v.looseObject({
  likelihood: gridValues,
  labelled: v.array(component),
  unlabelled: v.array(component),
});

const queryTargets = v.looseObject({
  values: v.union([v.string(), v.array(nullableNumber)]),
  ...{
    worth: v.array(nullableNumber),
    of: integers,
    distances: v.array(nullableNumber),
    ways: v.optional(v.array(nullableNumber)),
  },
});

const assetUse = v.looseObject({
  seconds: finite,
  assets: v.array(
    v.looseObject({
      id: v.string(),
      kind: v.picklist(['generator', 'auto-encoder', 'features', 'index', 'encoder', 'classifier']),
      seconds: finite,
    }),
  ),
});

const event = v.variant('type', [
  started,
  v.looseObject({ type: v.literal('moved'), time: finite, backend }),
  v.looseObject({
    type: v.literal('split'),
    ...{ seed: integer, train: integer, validation: integer, test: integer },
    ...{ poolCounts: integers, initial: integers, initialLabels: labels },
  }),
  v.looseObject({
    type: v.literal('trained'),
    ...key,
    ...{ labelled: integer, steps: integer, epochs: integer, bestEpoch: integer },
    ...{ loss: nullableNumber, validationAccuracy: v.nullable(fraction), seconds: finite, adversary },
  }),
  v.looseObject({
    type: v.literal('measured'),
    ...key,
    ...{ labelled: integer, testAccuracy: fraction, counts: integers, seconds: finite },
  }),
  v.looseObject({
    type: v.literal('mapped'),
    ...key,
    ...{ columns: integer, rows: integer, extent: v.tuple([finite, finite, finite, finite]) },
    ...{ predicted: v.string(), confidence: v.string(), acquisition: v.optional(v.string()) },
    ...{ critic: v.optional(gridValues), mixtures: v.optional(mixtures) },
  }),
  v.looseObject({
    type: v.literal('queried'),
    ...key,
    ...{
      indices: integers,
      scores: v.array(nullableNumber),
      entropies: v.array(nullableNumber),
      predictions: integers,
    },
    ...{ losses: v.optional(v.array(nullableNumber)), poolSize: integer, seconds: finite },
    alone: v.optional(v.array(v.looseObject({ metric: v.string(), loss: finite }))),
    imagined: v.optional(queryTargets),
    prepared: v.optional(assetUse),
    synthetic: v.optional(synthesizedQueriesSchema),
    search: v.optional(v.looseObject({ kind: v.picklist(['exact', 'tree', 'approximate']), recall: fraction })),
  }),
  v.looseObject({
    type: v.literal('labelled'),
    ...key,
    indices: integers,
    labels,
    synthetic: v.optional(synthesizedAnswersSchema),
  }),
  v.looseObject({
    type: v.literal('referenced'),
    ...{ seed: integer, labelled: integer, testAccuracy: fraction, seconds: finite },
  }),
  v.looseObject({ type: v.literal('finished'), time: finite }),
]);

/**
 * Reads an exported log and checks that it is one: every event in form, and the steps in the order of its own spec.
 * @param name the file's, for the message
 * @throws Problem `bad-file` that names the line and what is wrong there
 */
export function parseLog(text: string, name = 'The log'): LogEvent[] {
  const log: LogEvent[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    const wrong = (what: string) =>
      new Problem('bad-file', `${name} is damaged in line ${index + 1}: ${what}.`, remedy);
    let input: unknown;
    try {
      input = JSON.parse(line);
    } catch {
      throw wrong('it is not JSON, or is cut off');
    }
    const result = v.safeParse(event, input);
    if (!result.success) {
      const issue = result.issues[0];
      const place = v.getDotPath(issue);
      throw wrong(`${place ? `“${place}” is wrong` : 'it is no event'}. ${issue.message}`);
    }
    // The schema names the required fields and lets newer ones pass; what it allowed is an event.
    log.push(result.output as LogEvent);
  }
  const first = log[0];
  if (first?.type !== 'started')
    throw new Problem('bad-file', `${name} is not the log of a run: it does not begin with “started”.`, remedy);
  return checkOrder([{ ...first, spec: specOf(first, name) } satisfies Started, ...log.slice(1)], name);
}

const remedy = 'Export the run again where it was made (events, as JSON lines).';

function specOf(first: Started, name: string): Spec {
  try {
    return parseSpec(first.spec);
  } catch (error) {
    if (error instanceof Problem)
      throw new Problem('bad-file', `${name} holds a broken spec. ${error.message}`, remedy);
    throw error;
  }
}

/** The steps that are measured must be a beginning of the plan, and lists that belong together equally long. */
function checkOrder(log: [Started, ...LogEvent[]], name: string): LogEvent[] {
  const wrong = (what: string) => new Problem('bad-file', `${name} contradicts itself: ${what}.`, remedy);
  const [{ spec, dataset }] = log;
  const plan = planSteps(spec);
  let done = 0;
  for (const [at, one] of log.slice(1).entries()) {
    if (one.type === 'started') throw wrong('it begins twice');
    if ('arm' in one && (one.arm >= spec.arms.length || one.cycle > spec.query.cycles))
      throw wrong(`arm ${one.arm}, cycle ${one.cycle} is not in its spec`);
    if ('seed' in one && !spec.seeds.includes(one.seed)) throw wrong(`seed ${one.seed} is not in its spec`);
    if (one.type === 'split' && one.initial.length !== one.initialLabels.length)
      throw wrong('initial samples and their labels differ in number');
    if (one.type === 'labelled' && one.indices.length !== one.labels.length)
      throw wrong('samples and their labels differ in number');
    const synthesizedError =
      one.type === 'labelled' && synthesizedFault(one, log[at], dataset.shape, dataset.classes.length);
    if (synthesizedError) throw wrong(synthesizedError);
    if (
      one.type === 'queried' &&
      new Set([one.indices, one.scores, one.entropies, one.predictions, one.losses ?? one.indices].map((l) => l.length))
        .size > 1
    )
      throw wrong('a query has more samples than scores');
    if (one.type === 'queried' && one.imagined)
      checkQueryTargets(one.imagined, one.indices.length, dataset.shape, wrong);
    if (one.type === 'mapped') checkMap(one, wrong);
    const indices =
      one.type === 'split' ? one.initial : one.type === 'queried' || one.type === 'labelled' ? one.indices : [];
    const outside = indices.find((index) => index >= dataset.count);
    if (outside !== undefined) throw wrong(`sample ${outside} of a data set of ${dataset.count}`);
    if (one.type !== 'measured' && one.type !== 'referenced') continue;
    const step = plan[done++];
    const inOrder =
      one.type === 'referenced'
        ? step?.kind === 'reference' && step.seed === one.seed
        : step?.kind === 'cycle' && step.seed === one.seed && step.cycle === one.cycle && step.arm === one.arm;
    if (!inOrder) throw wrong(`step ${done} is not the one that its spec plans there`);
  }
  if (log.at(-1)?.type === 'finished' && done < plan.length) throw wrong('it is finished, but steps are missing');
  return log;
}

function checkQueryTargets(
  logged: LoggedQueryTargets,
  count: number,
  shape: readonly number[],
  wrong: (what: string) => Problem,
): void {
  const { of: matchedTo, distances, worth: acquisition } = logged;
  const complete =
    matchedTo.every((one) => one < acquisition.length) && hasValueCount(logged, acquisition.length * sampleSize(shape));
  if (matchedTo.length !== count || distances.length !== count || !complete)
    throw wrong('queries are matched to generated samples that are missing');
}

function checkMap(map: PlaneMapped, wrong: (what: string) => Problem): void {
  const length = base64Length(map.columns * map.rows);
  const fields = [map.predicted, map.confidence, map.acquisition, map.critic?.values, map.mixtures?.likelihood.values];
  if (fields.some((field) => field !== undefined && field.length !== length))
    throw wrong('a map has the wrong number of cells');
}
