/** The split of a seed, computed from its random streams and checked against the log's. */
import { Rng } from '../../random/rng.ts';
import { makeSplit, type Split } from '../../datasets/splits/splits.ts';
import type { SplitEvent } from '../../protocol/events.ts';
import { Problem } from '../../protocol/problem.ts';
import type { RunContext } from '../run-context.ts';
import { classCounts } from './sample-sets.ts';

export interface SeedSplit {
  split: Split;
  event: SplitEvent;
}

/**
 * @param logged the split in the log; undefined for a new seed
 * @throws Problem `unfit` where the data do not suffice, or differ from those of the log
 */
export async function splitSeed(
  runContext: RunContext,
  seed: number,
  logged: SplitEvent | undefined,
): Promise<SeedSplit> {
  const { info, labels, spec, annotator } = runContext;
  const split = makeSplit({ info, labels, spec, rng: new Rng(seed) });
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
    initialLabels: [...(await annotator.answer(split.initial))],
  };
  const fingerprint = ({ initial, initialLabels, poolCounts }: SplitEvent): string =>
    JSON.stringify([initial, initialLabels, poolCounts]);
  if (logged && fingerprint(logged) !== fingerprint(event))
    throw new Problem(
      'unfit',
      `The data set “${info.name}” is not the one that the run began with: its split differs.`,
      'Import the files that the run was made with, or start a new run.',
    );
  return { split, event };
}
