/**
 * Consistency of a whole log: the steps must be the beginning of its spec's plan, parallel lists must have equal lengths, and
 * samples, arms and seeds must exist.
 */
import { base64Length } from '../base64.ts';
import { confusionSize } from '../confusion.ts';
import { sampleSize } from '../dataset.ts';
import { endsStep, isSameStep } from '../events.ts';
import type { FullSupervision, Labelled, LogEvent, LoggedQueryTargets, Luck, Measured, PlaneMapped, Queried, Started } from '../events.ts'; // prettier-ignore
import { planSteps, type PlanStep } from '../plan.ts';
import { synthesizedQueryCount } from '../synthesized-queries.ts';

type Fault = string | undefined;

/** The first contradiction in a log of valid events, as part of a sentence; undefined where there is none. */
export function checkLogOrder(log: readonly [Started, ...LogEvent[]]): Fault {
  const [{ spec }] = log;
  const plan = planSteps(spec);
  let done = 0;
  for (let at = 1; at < log.length; at++) {
    const event = log[at]!;
    const fault = placeFault(event, log[0]) ?? contentFault(event, log[at - 1]!, log[0]);
    if (fault) return fault;
    if (!endsStep(event)) continue;
    if (!isPlanned(event, plan[done++])) return `step ${done} is not the one that its spec plans there`;
  }
  return log.at(-1)?.type === 'finished' && done < plan.length ? 'it is finished, but steps are missing' : undefined;
}

function placeFault(event: LogEvent, { spec }: Started): Fault {
  if (event.type === 'started') return 'it begins twice';
  if ('arm' in event && (event.arm >= spec.arms.length || event.cycle > spec.query.cycles))
    return `arm ${event.arm}, cycle ${event.cycle} is not in its spec`;
  if ('seed' in event && !spec.seeds.includes(event.seed)) return `seed ${event.seed} is not in its spec`;
  return undefined;
}

function contentFault(event: LogEvent, before: LogEvent, { dataset }: Started): Fault {
  switch (event.type) {
    case 'split':
      if (event.initial.length !== event.initialLabels.length)
        return 'initial samples and their labels differ in number';
      return sampleFault(event.initial, dataset);
    case 'labelled':
      if (event.indices.length !== event.labels.length) return 'samples and their labels differ in number';
      return synthesizedFault(event, before, dataset) ?? sampleFault(event.indices, dataset);
    case 'queried':
      return queryFault(event, dataset) ?? sampleFault(event.indices, dataset);
    case 'mapped':
      return mapFault(event);
    case 'measured':
    case 'full-supervision':
      return event.confusion && confusionSize(event.confusion) !== dataset.classes.length ** 2
        ? 'a confusion matrix has the wrong number of cells'
        : undefined;
    default:
      return undefined;
  }
}

function sampleFault(indices: readonly number[], { count }: Started['dataset']): Fault {
  const outside = indices.find((index) => index >= count);
  return outside === undefined ? undefined : `sample ${outside} of a data set of ${count}`;
}

function isPlanned(event: Measured | FullSupervision | Luck, step: PlanStep | undefined): boolean {
  if (event.type === 'luck')
    return (
      step?.kind === 'luck' &&
      step.seed === event.seed &&
      step.cycle === event.cycle &&
      step.randomArm === event.randomArm
    );
  if (event.type === 'full-supervision')
    return step?.kind === 'reference' && step.seed === event.seed && step.asArm === event.asArm;
  return step?.kind === 'cycle' && isSameStep(step, event);
}

function queryFault(
  { indices, scores, entropies, predictions, losses, imagined }: Queried,
  dataset: Started['dataset'],
) {
  const lists = [indices, scores, entropies, predictions, losses ?? indices];
  if (new Set(lists.map((list) => list.length)).size > 1) return 'a query has more samples than scores';
  return imagined && targetsFault(imagined, indices.length, dataset.shape);
}

function targetsFault(logged: LoggedQueryTargets, count: number, ofDataset: readonly number[]): Fault {
  const { matchedTo, distances, worth: acquisition, shape = ofDataset } = logged;
  const complete =
    matchedTo.every((one) => one < acquisition.length) && hasValueCount(logged, acquisition.length * sampleSize(shape));
  return matchedTo.length !== count || distances.length !== count || !complete
    ? 'queries are matched to generated samples that are missing'
    : undefined;
}

function mapFault(map: PlaneMapped): Fault {
  const length = base64Length(map.columns * map.rows);
  const fields = [map.predicted, map.confidence, map.acquisition, map.critic?.values, map.mixtures?.likelihood.values];
  return fields.some((field) => field !== undefined && field.length !== length)
    ? 'a map has the wrong number of cells'
    : undefined;
}

/** Checks the answers against the synthesized samples of their query. */
function synthesizedFault(labelled: Labelled, before: LogEvent, { shape, classes }: Started['dataset']): Fault {
  const queries = before.type === 'queried' && isSameStep(before, labelled) ? before.synthetic : undefined;
  const { synthetic: answers } = labelled;
  if (!queries !== !answers) return 'synthesized queries without answers, or answers without queries';
  if (!queries || !answers) return undefined;
  const shown = synthesizedQueryCount(queries) * queries.each;
  const lists = [queries.entropies, queries.predictions, answers.labels];
  if (lists.some((list) => list.length !== shown) || !hasValueCount(queries, shown * sampleSize(shape)))
    return 'a synthesized query has the wrong number of samples';
  return answers.labels.some((label) => label >= classes.length) ? 'an answer names an unknown class' : undefined;
}

/** Whether there are so many values, in base64 or as numbers. */
const hasValueCount = ({ values }: { values: string | readonly unknown[] }, count: number): boolean =>
  values.length === (typeof values === 'string' ? base64Length(count) : count);
