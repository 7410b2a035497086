/** The workbench of a run: its spec, its data and its oracle, opened once and used by every step. */
import { onlyClasses } from '../datasets/splits/class-subset.ts';
import { knownLabels } from '../annotators/ground-truth.ts';
import type { Oracle } from '../annotators/annotator.ts';
import { scaledAs, type DatasetInfo } from '../protocol/dataset.ts';
import type { Look } from '../protocol/pool-embedding.ts';
import type { Making } from '../protocol/asset-progress.ts';
import type { SyntheticQuestions } from '../protocol/synthesized-queries.ts';
import type { Spec } from '../protocol/spec.ts';
import type { Database } from '../storage/database.ts';
import { getDataset, getLabels } from '../storage/datasets.ts';
import { Samples } from '../storage/sample-reader.ts';
import type { Means } from './registry.ts';
import type { Phase } from './control/run-messages.ts';
import { Shelf, type Searchable } from './assets/lru-cache.ts';
import type { Shipped } from './assets/pretrained.ts';

export interface Bench {
  db: Database;
  means: Means;
  spec: Spec;
  /** With those classes only that the spec asks for, and its values scaled as it says. */
  info: DatasetInfo;
  /** Of the whole data set, −1 for other classes; what the learner may know of them is the oracle's to say. */
  labels: Int32Array;
  samples: Samples;
  oracle: Oracle;
  /** Between two steps. */
  shelf: Shelf<Searchable>;
  /** What comes with the page. */
  shipped?: Shipped;
}

/** @throws Problem `missing` where the data set is no longer stored, `unfit` where it has not the classes asked for */
export async function openBench(db: Database, means: Means, spec: Spec, datasetId: string): Promise<Bench> {
  const whole = scaledAs(await getDataset(db, datasetId), spec.dataset.scaling);
  const { info, labels } = onlyClasses(whole, await getLabels(db, datasetId), spec.dataset.classes);
  return {
    db,
    means,
    spec,
    info,
    labels,
    samples: new Samples(db, whole),
    oracle: knownLabels(labels),
    shelf: new Shelf(),
    ...(means.shipped && { shipped: means.shipped }),
  };
}

/** How a step works with its run. */
export interface StepPacing {
  /** Passed often; throws a `cancelled` problem when the run is stopped. */
  gate(): Promise<void>;
  /** Seconds of work since the call, pauses left out. */
  watch(): () => number;
  /** A phase begins; the result reports how far it has come. */
  phase(phase: Phase): (done: number, total: number) => void;
  /** The run works with this asset from here on: nobody is to delete it. */
  uses?: (asset: string) => Promise<void>;
  /** Told how the preparation of an asset stands. */
  making?: (making: Making) => void;
  /** Shows questions to a person and waits for the label of each sample shown; absent where there is nobody. */
  ask?: (questions: SyntheticQuestions) => Promise<number[]>;
  /** Shown what the learner makes of the pool, where somebody watches. */
  looked?: (look: Look) => void;
}
