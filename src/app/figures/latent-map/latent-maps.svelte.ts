/**
 * The latent maps of a run. Each step's learner embeds the pool, live during the run or trained again afterwards, and the map
 * worker projects the embedding. A map starts from the positions of the nearest one, so that samples can be followed.
 */
import { initialPositions, type LatentMap } from '../../../metrics/latent-map.ts';
import type { StepKey } from '../../../protocol/events.ts';
import type { PoolEmbedding } from '../../../protocol/replay/pool-embedding.ts';
import { Problem } from '../../../protocol/problem.ts';
import type { OnPhase } from '../../../../workers/lab/api.ts';
import type { ProjectionMethod } from '../../../../workers/map/api.ts';
import type { MapClient } from '../../../../workers/map/client.ts';

/** Maps kept at most; the oldest are dropped first. */
const MAX_MAPS = 400;
/** Embeddings that wait for their projection at most; a faster run drops the oldest, which can be recomputed. */
const MAX_QUEUED = 8;

/** Embeddings kept at most, so that another projection of them needs no training. */
const MAX_EMBEDDINGS = 8;

/** Source of pool embeddings: the shown run. */
export interface EmbeddingSource {
  /** Whether the run is active: its steps can be watched then, but not recomputed. */
  readonly active: boolean;
  watchEmbeddings(see: (look: PoolEmbedding) => void): () => void;
  computeEmbedding(key: StepKey, onProgress: OnPhase, signal: AbortSignal): Promise<PoolEmbedding>;
}

export interface LatentMapProgress extends StepKey {
  phase: 'training' | 'laying out';
  done: number;
  /** 0 until it is known. */
  total: number;
}

const cacheKey = ({ seed, arm, cycle }: StepKey): string => `${seed}/${arm}/${cycle}`;
/* eslint-disable svelte/prefer-svelte-reactivity -- one counter for all maps */
export class LatentMaps {
  /** Work in progress; undefined while there is none. */
  progress = $state.raw<LatentMapProgress>();
  /** The last error, for a person. */
  error = $state<string>();
  /** Number of changes; reading it makes a reader reactive. */
  private version = $state(0);
  private readonly cached = new Map<string, LatentMap>();
  private embeddings: PoolEmbedding[] = [];
  private method: ProjectionMethod = 'umap';
  private queue: PoolEmbedding[] = [];
  private draining: Promise<void> | undefined;
  private stopWatching: (() => void) | undefined;
  private lifetime = new AbortController();
  private recomputation: AbortController | undefined;

  constructor(
    private readonly source: EmbeddingSource,
    private readonly projector: MapClient,
  ) {}

  /** Watches the run from now on. */
  start(): void {
    this.lifetime = new AbortController();
    this.stopWatching ??= this.source.watchEmbeddings((look) => void this.enqueue(look));
  }

  /** Ends the worker and drops all maps. */
  dispose(): void {
    this.stopWatching?.();
    this.stopWatching = undefined;
    this.cancel();
    this.lifetime.abort();
    this.queue = [];
    this.embeddings = [];
    this.cached.clear();
    this.projector.close();
    this.version++;
  }

  /** Maps of another projection; the last embeddings are projected at once, others when they are computed again. */
  use(method: ProjectionMethod): void {
    if (method === this.method) return;
    this.method = method;
    this.cached.clear();
    this.version++;
    for (const look of this.embeddings) void this.enqueue(look);
  }

  get(key: StepKey): LatentMap | undefined {
    void this.version;
    return this.cached.get(cacheKey(key));
  }

  /** The arm's last map up to a cycle. */
  latest(seed: number, arm: number, upTo: number): LatentMap | undefined {
    void this.version;
    return [...this.cached.values()]
      .filter((one) => one.seed === seed && one.arm === arm && one.cycle <= upTo)
      .reduce<LatentMap | undefined>((best, one) => (best && best.cycle > one.cycle ? best : one), undefined);
  }

  /** Trains the learners of these steps again, one after the other, and maps them. */
  async recompute(keys: readonly StepKey[]): Promise<void> {
    this.cancel();
    const going = (this.recomputation = new AbortController());
    this.error = undefined;
    try {
      for (const key of keys) {
        if (going.signal.aborted || this.cached.has(cacheKey(key))) continue;
        const tell = (done: number, total: number) => (this.progress = { ...key, phase: 'training', done, total });
        tell(0, 0);
        const look = await this.source.computeEmbedding(key, (_phase, done, total) => tell(done, total), going.signal);
        await this.enqueue(look);
      }
    } catch (error) {
      this.reportError(error);
    } finally {
      if (this.recomputation === going) {
        this.recomputation = undefined;
        this.progress = undefined;
      }
    }
  }

  /** Cancels `recompute`. */
  cancel(): void {
    this.recomputation?.abort();
  }

  /** @returns once it is mapped or dropped */
  private enqueue(look: PoolEmbedding): Promise<void> {
    if (this.lifetime.signal.aborted) return Promise.resolve();
    this.embeddings = [...this.embeddings.filter((one) => cacheKey(one) !== cacheKey(look)), look].slice(
      -MAX_EMBEDDINGS,
    );
    this.queue = [...this.queue, look].slice(-MAX_QUEUED);
    return (this.draining ??= this.drain(this.lifetime.signal));
  }

  private async drain(signal: AbortSignal): Promise<void> {
    for (let look = this.queue.shift(); look && !signal.aborted; look = this.queue.shift())
      await this.project(look, signal).catch((error: unknown) => this.reportError(error));
    this.draining = undefined;
    if (!this.recomputation) this.progress = undefined;
  }

  private async project({ features, featureSize: size, ...look }: PoolEmbedding, signal: AbortSignal): Promise<void> {
    const tell = (done: number, total: number) =>
      (this.progress = { seed: look.seed, arm: look.arm, cycle: look.cycle, phase: 'laying out', done, total });
    tell(0, 0);
    const { method } = this;
    const points = { values: features, count: look.indices.length, size };
    const places = await this.projector.project(
      points,
      { method, seed: look.seed, previous: initialPositions([...this.cached.values()], look) },
      tell,
      signal,
    );
    if (method !== this.method) return;
    this.cached.set(cacheKey(look), { ...look, positions: places });
    for (const oldest of this.cached.keys()) {
      if (this.cached.size <= MAX_MAPS) break;
      this.cached.delete(oldest);
    }
    this.version++;
  }

  private reportError(error: unknown): void {
    if (error instanceof Problem && error.code === 'cancelled') return;
    this.error = error instanceof Problem ? `${error.message} ${error.remedy}`.trim() : String(error);
  }
}
