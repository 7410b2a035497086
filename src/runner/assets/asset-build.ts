/** One build of an asset: saves its progress under the asset's record, and reports it. */
import type { TrainingTrace } from '../../protocol/asset-progress.ts';
import type { AssetInfo } from '../../protocol/assets.ts';
import { addPiece, saveAsset, type AssetArray } from '../../storage/assets.ts';
import { traceToArrays } from '../../storage/training-trace.ts';
import type { AssetContext } from './asset-context.ts';

/** The record of an asset, without its progress. */
export type AssetIdentity = Pick<AssetInfo, 'id' | 'name' | 'recipe' | 'recipeName' | 'size' | 'usual' | 'total'>;

const NO_TRACE: TrainingTrace = { readings: new Float32Array(0) };

export class AssetBuild {
  readonly id: string;
  /** Seconds of work in this session, pauses left out. */
  readonly seconds: () => number;
  private current: AssetInfo;

  /** @param saved record of the unfinished asset to be continued; undefined where there is none */
  constructor(
    private readonly context: AssetContext,
    identity: AssetIdentity,
    readonly saved: AssetInfo | undefined,
  ) {
    const now = Date.now();
    this.id = identity.id;
    this.seconds = context.control.stopwatch();
    this.current = {
      ...identity,
      ...{ madeOn: context.madeOn, done: 0, bytes: 0, created: now, updated: now },
      ...(saved && { done: saved.done, bytes: saved.bytes, created: saved.created }),
    };
  }

  /** Whether progress is reported to somebody. */
  get watched(): boolean {
    return this.context.control.onAssetProgress !== undefined;
  }

  /** The record as last saved. */
  get info(): AssetInfo {
    return this.current;
  }

  /**
   * Replaces the asset's arrays with those after `done` units of work.
   * @throws Problem `full`
   */
  async save(
    done: number,
    arrays: Record<string, AssetArray>,
    { trace = NO_TRACE, recall }: { trace?: TrainingTrace; recall?: number } = {},
  ): Promise<void> {
    const all = trace === NO_TRACE ? arrays : { ...arrays, ...traceToArrays(trace) };
    const bytes = Object.values(all).reduce((sum, array) => sum + array.byteLength, 0);
    const info = { ...this.infoAt(done), bytes, ...(recall !== undefined && { recall }) };
    await saveAsset(this.context.db, info, all);
    this.current = info;
    this.report(done, trace);
  }

  /**
   * Adds piece n of an array, with which `done` units of work are finished.
   * @throws Problem `full`
   */
  async append(done: number, piece: { array: string; n: number; values: AssetArray }): Promise<void> {
    const info = { ...this.infoAt(done), bytes: this.current.bytes + piece.values.byteLength };
    await addPiece(this.context.db, info, piece);
    this.current = info;
    this.report(done, NO_TRACE);
  }

  /** Reports progress that is not saved. */
  report(done: number, trace: TrainingTrace): void {
    this.context.control.onAssetProgress?.({
      ...trace,
      asset: this.infoAt(done),
      sinceResume: { seconds: this.seconds(), from: this.saved?.done ?? 0 },
    });
  }

  private infoAt(done: number): AssetInfo {
    const seconds = (this.saved?.seconds ?? 0) + this.seconds();
    return { ...this.current, done, seconds, updated: Date.now() };
  }
}
