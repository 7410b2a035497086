/** The context of a run: spec, data and annotator, opened once and used by every step. */
import { selectClasses } from '../datasets/splits/class-subset.ts';
import { groundTruthAnnotator } from '../annotators/ground-truth.ts';
import type { Annotator } from '../annotators/annotator.ts';
import { withScaling, type DatasetInfo } from '../protocol/dataset.ts';
import type { PoolEmbedding } from '../protocol/pool-embedding.ts';
import type { AssetProgress } from '../protocol/asset-progress.ts';
import type { LoggedSynthesizedQueries } from '../protocol/synthesized-queries.ts';
import type { Spec } from '../protocol/spec.ts';
import type { Database } from '../storage/database.ts';
import { getDataset, getLabels } from '../storage/datasets.ts';
import { SampleReader } from '../storage/sample-reader.ts';
import type { Registry } from './registry.ts';
import type { RunPhase } from './control/run-messages.ts';
import { LruCache, type PoolSearch } from './assets/lru-cache.ts';
import type { PretrainedSource } from './assets/pretrained.ts';

export interface RunContext {
  db: Database;
  registry: Registry;
  spec: Spec;
  /** With those classes only that the spec asks for, and its values scaled as it says. */
  info: DatasetInfo;
  /** Of the whole data set, −1 for other classes. Learners get labels through the annotator only. */
  labels: Int32Array;
  samples: SampleReader;
  annotator: Annotator;
  /** Between two steps. */
  cache: LruCache<PoolSearch>;
  /** What comes with the page. */
  pretrained?: PretrainedSource;
}

/** @throws Problem `missing` where the data set is no longer stored, `unfit` where it lacks the spec's classes */
export async function openRunContext(
  db: Database,
  registry: Registry,
  spec: Spec,
  datasetId: string,
): Promise<RunContext> {
  const fullInfo = withScaling(await getDataset(db, datasetId), spec.dataset.scaling);
  const { info, labels } = selectClasses(fullInfo, await getLabels(db, datasetId), spec.dataset.classes);
  return {
    db,
    registry,
    spec,
    info,
    labels,
    samples: new SampleReader(db, fullInfo),
    annotator: groundTruthAnnotator(labels),
    cache: new LruCache(),
    ...(registry.pretrained && { pretrained: registry.pretrained }),
  };
}

/** How a step works with its run. */
export interface StepControl {
  /** Passed often; throws a `cancelled` problem when the run is stopped. */
  checkpoint(): Promise<void>;
  /** Lets messages in, such as a pause; neither waits nor throws. */
  yield?(): Promise<void>;
  /** Whether the next checkpoint waits or throws, because the run is paused or stopped. */
  interrupted?(): boolean;
  /** Seconds of work since the call, pauses left out. */
  stopwatch(): () => number;
  /** A phase begins; the result reports how far it has come. */
  phase(phase: RunPhase): (done: number, total: number) => void;
  /** Protects an asset from deletion for as long as the run works with it. */
  useAsset?: (asset: string) => Promise<void>;
  /** Told how the preparation of an asset stands. */
  onAssetProgress?: (progress: AssetProgress) => void;
  /** Shows questions to a person and waits for the label of each sample shown; absent without a person. */
  askPerson?: (questions: LoggedSynthesizedQueries) => Promise<number[]>;
  /** Called with the learner's embedding of the pool; absent without a listener. */
  onPoolEmbedding?: (look: PoolEmbedding) => void;
}
