/**
 * The latent maps of a run: each step's learner is looked at, live while the run goes on or trained again afterwards, and
 * the map worker lays out what it sees. A map begins where the arm's last one ended, so that it can be followed.
 */
import type { StepKey } from '../../../protocol/events.ts';
import type { Look } from '../../../protocol/pool-embedding.ts';
import { Problem } from '../../../protocol/problem.ts';
import type { OnPhase } from '../../../../workers/lab/api.ts';
import type { MapClient } from '../../../../workers/map/client.ts';

/** Maps kept; the oldest go first. */
const MOST = 400;
/** Looks that may wait for their layout; a run that is faster loses the oldest, which can be looked at again. */
const WAITING = 8;

/** A look with its places, `[n, 2]`, in place of the features. */
export type LatentMap = Omit<Look, 'features' | 'size'> & { places: Float32Array };

/** Where looks come from: the run on show. */
export interface LookSource {
  /** Whether it is going, so that its steps can be watched but not looked back at. */
  readonly active: boolean;
  watch(see: (look: Look) => void): () => void;
  look(key: StepKey, onProgress: OnPhase, signal: AbortSignal): Promise<Look>;
}

export interface MapWork extends StepKey {
  doing: 'training' | 'laying out';
  done: number;
  /** 0 where it is not known yet. */
  total: number;
}

const nameOf = ({ seed, arm, cycle }: StepKey): string => `${seed}/${arm}/${cycle}`;
const distance = (a: StepKey, b: StepKey): number =>
  // of the same arm before another's; of these an earlier cycle before a later one
  (a.arm === b.arm ? 0 : 1e6) + (a.cycle > b.cycle ? 1e5 : 0) + Math.abs(a.cycle - b.cycle);

/* eslint-disable svelte/prefer-svelte-reactivity -- one counter tells of all maps at once */
export class LatentMaps {
  /** What is being done; undefined while nothing is. */
  work = $state.raw<MapWork>();
  /** What went wrong last, for a person. */
  fault = $state<string>();
  /** Counts what has come, for those who read. */
  private turn = $state(0);
  private readonly kept = new Map<string, LatentMap>();
  private waiting: Look[] = [];
  private drawing: Promise<void> | undefined;
  private unwatch: (() => void) | undefined;
  private closing = new AbortController();
  private going: AbortController | undefined;

  constructor(
    private readonly source: LookSource,
    private readonly map: MapClient,
  ) {}

  /** Watches the run from here on. */
  begin(): void {
    this.closing = new AbortController();
    this.unwatch ??= this.source.watch((look) => void this.add(look));
  }

  /** Frees the worker and everything kept. */
  end(): void {
    this.unwatch?.();
    this.unwatch = undefined;
    this.cancel();
    this.closing.abort();
    this.waiting = [];
    this.kept.clear();
    this.map.close();
    this.turn++;
  }

  get(key: StepKey): LatentMap | undefined {
    void this.turn;
    return this.kept.get(nameOf(key));
  }

  /** The arm's last one up to a cycle. */
  latest(seed: number, arm: number, upTo: number): LatentMap | undefined {
    void this.turn;
    return [...this.kept.values()]
      .filter((one) => one.seed === seed && one.arm === arm && one.cycle <= upTo)
      .reduce<LatentMap | undefined>((best, one) => (best && best.cycle > one.cycle ? best : one), undefined);
  }

  /** Trains the learners of these steps again, one after the other, and maps them. */
  async again(keys: readonly StepKey[]): Promise<void> {
    this.cancel();
    const going = (this.going = new AbortController());
    this.fault = undefined;
    try {
      for (const key of keys) {
        if (going.signal.aborted || this.kept.has(nameOf(key))) continue;
        const tell = (done: number, total: number) => (this.work = { ...key, doing: 'training', done, total });
        tell(0, 0);
        const look = await this.source.look(key, (_phase, done, total) => tell(done, total), going.signal);
        await this.add(look);
      }
    } catch (error) {
      this.tellOf(error);
    } finally {
      if (this.going === going) {
        this.going = undefined;
        this.work = undefined;
      }
    }
  }

  /** Gives up what `again` has begun. */
  cancel(): void {
    this.going?.abort();
  }

  /** @returns once it is mapped, or given up */
  private add(look: Look): Promise<void> {
    if (this.closing.signal.aborted) return Promise.resolve();
    this.waiting = [...this.waiting, look].slice(-WAITING);
    return (this.drawing ??= this.drain(this.closing.signal));
  }

  private async drain(signal: AbortSignal): Promise<void> {
    for (let look = this.waiting.shift(); look && !signal.aborted; look = this.waiting.shift())
      await this.layOut(look, signal).catch((error: unknown) => this.tellOf(error));
    this.drawing = undefined;
    if (!this.going) this.work = undefined;
  }

  private async layOut({ features, size, ...look }: Look, signal: AbortSignal): Promise<void> {
    const tell = (done: number, total: number) =>
      (this.work = { seed: look.seed, arm: look.arm, cycle: look.cycle, doing: 'laying out', done, total });
    tell(0, 0);
    const points = { values: features, count: look.indices.length, size };
    const places = await this.map.layOut(points, look.seed, this.placesFor(look), tell, signal);
    this.kept.set(nameOf(look), { ...look, places });
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MOST) break;
      this.kept.delete(oldest);
    }
    this.turn++;
  }

  /** The same samples on the nearest map that there is; undefined where there is none. */
  private placesFor(look: StepKey & Pick<Look, 'indices'>): Float32Array | undefined {
    const [near] = [...this.kept.values()]
      .filter((one) => one.seed === look.seed)
      .sort((a, b) => distance(a, look) - distance(b, look));
    if (!near) return undefined;
    const at = new Map(Array.from(near.indices, (index, i) => [index, i]));
    return Float32Array.from({ length: 2 * look.indices.length }, (_, p) => {
      const i = at.get(look.indices[p >> 1]!);
      return i === undefined ? NaN : near.places[2 * i + (p & 1)]!;
    });
  }

  private tellOf(error: unknown): void {
    if (error instanceof Problem && error.code === 'cancelled') return;
    this.fault = error instanceof Problem ? `${error.message} ${error.remedy}`.trim() : String(error);
  }
}
