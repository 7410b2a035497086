/** The context of a run: spec, data and annotator, opened once and used by every step; and the control of a step. */
import { selectClasses } from '../datasets/splits/class-subset.ts';
import { groundTruthAnnotator } from '../annotators/ground-truth.ts';
import { noisyAnnotator } from '../annotators/noisy.ts';
import type { Annotator } from '../annotators/annotator.ts';
import { withScaling, type DatasetInfo } from '../protocol/dataset.ts';
import type { PoolEmbedding } from '../protocol/replay/pool-embedding.ts';
import type { AssetProgress } from '../protocol/asset-progress.ts';
import type { LoggedSynthesizedQueries } from '../protocol/synthesized-queries.ts';
import type { Spec } from '../protocol/spec.ts';
import type { Database } from '../storage/database.ts';
import { getDataset, getLabels } from '../storage/datasets.ts';
import { SampleReader } from '../storage/sample-reader.ts';
import type { Registry } from './registry.ts';
import type { StateArrays } from '../trainer/carried-state.ts';
import type { RunPhase } from './control/run-messages.ts';
import type { StepCheckpoints } from './control/step-checkpoints.ts';
import { LoadedNetworks } from './assets/loaded-networks.ts';
import { LruCache, type PoolSearch } from './assets/lru-cache.ts';
import type { LatentPoints } from './samples/latent-points.ts';
import type { PretrainedSource } from './assets/pretrained.ts';

/** Bytes of the latent points that a run holds in memory: half a million samples in 128 dimensions. */
const MAX_LATENT_BYTES = 256 * 2 ** 20;

export interface RunContext {
  db: Database;
  registry: Registry;
  spec: Spec;
  /** With the spec's classes only, and with the spec's scaling of values. */
  info: DatasetInfo;
  /** Of the whole data set, −1 for other classes. Learners get labels through the annotator only. */
  labels: Int32Array;
  samples: SampleReader;
  annotator: Annotator;
  /** Searches that are kept from step to step. */
  cache: LruCache<PoolSearch>;
  /** Latent points that are kept from step to step, by encoder. */
  latents: LruCache<LatentPoints>;
  /** Networks that are kept from step to step; whoever opened the context closes them. */
  loaded: LoadedNetworks;
  /** Assets shipped with the page. */
  pretrained?: PretrainedSource;
}

/** @throws Problem `missing` where the data set is no longer stored, `unfit` where it lacks the spec's classes */
export async function openRunContext(
  db: Database,
  registry: Registry,
  { spec, datasetId }: { spec: Spec; datasetId: string },
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
    annotator: spec.annotator
      ? noisyAnnotator({ labels, classes: info.classes.length, annotator: spec.annotator })
      : groundTruthAnnotator(labels),
    cache: new LruCache(),
    latents: new LruCache(MAX_LATENT_BYTES),
    loaded: new LoadedNetworks(),
    ...(registry.pretrained && { pretrained: registry.pretrained }),
  };
}

/** Control of a step by its run. */
export interface StepControl {
  /** Awaited often: lets messages in, waits while paused, throws a `cancelled` problem when the run is stopped. */
  checkpoint(): Promise<void>;
  /** Lets messages in, such as a pause; neither waits nor throws. */
  yield?(): Promise<void>;
  /** Whether the next checkpoint waits or throws, because the run is paused or stopped. */
  interrupted?(): boolean;
  /** Seconds of work since the call, pauses left out. */
  stopwatch(): () => number;
  /** Reports the start of a phase; the result reports its progress. */
  phase(phase: RunPhase): (done: number, total: number) => void;
  /** Storage for the checkpoints of the step's training; none where absent. */
  checkpoints?: StepCheckpoints;
  /** Storage for the checkpoints of the networks that the step's query fits; none where absent. */
  selectorCheckpoints?: StepCheckpoints;
  /** What the training of the cycle before came to, of the same arm; for methods that continue from it. */
  previous?(): Promise<StateArrays | undefined>;
  /** Protects an asset from deletion while the run uses it. */
  useAsset?: (asset: string) => Promise<void>;
  /** Called with the progress of an asset's preparation. */
  onAssetProgress?: (progress: AssetProgress) => void;
  /** Shows questions to a person and waits for the label of each sample shown; absent without a person. */
  askPerson?: (questions: LoggedSynthesizedQueries) => Promise<number[]>;
  /** Called with the learner's embedding of the pool; absent without a listener. */
  onPoolEmbedding?: (embedding: PoolEmbedding) => void;
}
