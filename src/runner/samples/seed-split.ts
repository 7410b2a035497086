/** The split of a seed, computed from its random streams and checked against the log's. */
import { Rng } from '../../random/rng.ts';
import { initialCandidates, initialFeatureRule } from '../../datasets/splits/initial-set.ts';
import { makeSplit, type Split } from '../../datasets/splits/splits.ts';
import type { SplitEvent } from '../../protocol/events.ts';
import { Problem } from '../../protocol/problem.ts';
import type { Control } from '../../trainer/control.ts';
import type { RunContext } from '../run-context.ts';
import { chooseInitialSet, type SelectedInitialSet } from './initial-by-features.ts';
import { classCounts } from './sample-sets.ts';

export interface SeedSplit {
  split: Split;
  event: SplitEvent;
}

interface SeedToSplit {
  seed: number;
  /** The split in the log; undefined for a new seed. */
  logged: SplitEvent | undefined;
}

/** @throws Problem `unfit` where the data do not suffice, or differ from those of the log */
export async function splitSeed(
  runContext: RunContext,
  { seed, logged }: SeedToSplit,
  control: Control,
): Promise<SeedSplit> {
  const { info, labels, spec, annotator } = runContext;
  const drawn = makeSplit({ info, labels, spec, rng: new Rng(seed) });
  const selected = await initialSetByFeatures(runContext, { seed, logged, split: drawn }, control);
  const split = selected ? { ...drawn, initial: selected.indices } : drawn;
  const answers = await annotator.answer(split.initial, { seed, labelledBefore: new Int32Array(0) });
  const event: SplitEvent = {
    type: 'split',
    seed,
    train: split.train.length,
    validation: split.validation.length,
    test: split.test.length,
    poolCounts: classCounts(
      Int32Array.from(split.train, (index) => labels[index]!),
      info.classes.length,
    ),
    initial: [...split.initial],
    initialLabels: [...answers.labels],
    ...(answers.truth && { initialTruth: [...answers.truth] }),
    ...(answers.byAnnotator && { initialAnswers: answers.byAnnotator.map((own) => [...own]) }),
    ...(selected && Object.keys(selected.metrics).length > 0 && { initialMetrics: selected.metrics }),
  };
  const fingerprint = ({ initial, initialLabels, poolCounts }: SplitEvent): string =>
    JSON.stringify([initial, initialLabels, poolCounts]);
  if (logged && fingerprint(logged) !== fingerprint(event)) throw splitDiffers(info.name);
  return { split, event };
}

/**
 * The initial set where it is selected by comparing samples; undefined where the split has it. It is taken from the log where it is there:
 * another adapter could round distances the other way.
 */
async function initialSetByFeatures(
  runContext: RunContext,
  { seed, logged, split: { train } }: SeedToSplit & { split: Split },
  control: Control,
): Promise<SelectedInitialSet | undefined> {
  const { info, labels, spec } = runContext;
  const rule = initialFeatureRule(spec.initial);
  if (!rule) return undefined;
  if (!logged) {
    const from = initialCandidates({ info, labels, train, initial: spec.initial });
    return chooseInitialSet(runContext, { rule, from, rng: new Rng(seed).child('initial', rule) }, control);
  }
  const pool = new Set(train);
  if (!logged.initial.every((index) => pool.has(index))) throw splitDiffers(info.name);
  return { indices: Int32Array.from(logged.initial), metrics: logged.initialMetrics ?? {} };
}

const splitDiffers = (name: string): Problem =>
  new Problem(
    'unfit',
    `The data set “${name}” is not the one that the run began with: its split differs.`,
    'Import the files that the run was made with, or start a new run.',
  );
