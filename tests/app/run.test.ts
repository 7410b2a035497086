/** The run on show: what the lab says reaches the figures a few times a second and in order. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FLUSH_INTERVAL_MS } from '../../src/app/state/run/message-buffer.ts';
import { Player, type PlayerLab } from '../../src/app/state/run/player.svelte.ts';
import type { AssetInfo } from '../../src/protocol/assets.ts';
import type { LogEvent, RunInfo } from '../../src/protocol/events.ts';
import type { AssetProgress } from '../../src/protocol/asset-progress.ts';
import { presets } from '../../src/presets/index.ts';
import { parseSpec } from '../../src/protocol/spec.ts';
import type { Outcome, RunListener } from '../../workers/lab/api.ts';
import { measuredEvent } from '../support/measured-event.ts';

const spec = parseSpec(presets[0].spec);
const run = (id: string, stepsDone = 0): RunInfo => ({
  id,
  name: id,
  spec,
  dataset: { id: 'moons', name: 'Moons' },
  created: 0,
  updated: 0,
  finished: false,
  stepsDone,
  stepsTotal: 204,
  backend: { name: 'wasm', adapter: 'SIMD' },
});

const making = (done: number): AssetProgress => ({
  asset: { done, total: 100 } as AssetInfo,
  sinceResume: { seconds: 1, from: 0 },
  readings: new Float32Array(0),
});

const sinceResume = { seconds: 1, from: 0 };

/** A lab whose run the test conducts by hand. */
class HandLab implements PlayerLab {
  calls: string[] = [];
  say: RunListener = () => undefined;
  end: (outcome: Outcome) => void = () => undefined;
  fail: (error: Error) => void = () => undefined;

  create = (): Promise<RunInfo> => Promise.resolve(run('new'));
  deleteRun = (): Promise<void> => Promise.resolve();
  log = (): Promise<LogEvent[]> => Promise.resolve([]);
  setDelay = (): Promise<void> => Promise.resolve();
  answer = (): Promise<void> => Promise.resolve();
  reportEmbeddings = (): Promise<void> => Promise.resolve();
  embedPool = (): Promise<never> => Promise.reject(new Error('nobody looks back'));
  replayStep = (): Promise<never> => Promise.reject(new Error('no replay'));
  predictSamples = (): Promise<never> => Promise.reject(new Error('no replay'));

  start(id: string, _pace: unknown, listener: RunListener): Promise<Outcome> {
    this.calls.push(`start ${id}`);
    this.say = listener;
    return new Promise((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
    });
  }

  pause(id: string): Promise<void> {
    this.calls.push(`pause ${id}`);
    this.end('paused');
    return Promise.resolve();
  }

  stop(id: string): Promise<void> {
    this.calls.push(`stop ${id}`);
    this.end('stopped');
    return Promise.resolve();
  }
}

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

async function playing(): Promise<{ player: Player; lab: HandLab; played: Promise<void> }> {
  const lab = new HandLab();
  const player = new Player(lab);
  await player.open(run('a'), undefined);
  return { player, lab, played: player.play('run') };
}

describe('the player', () => {
  it('hands the first word on at once, and then events in their order, however fast they come, once a beat', async () => {
    const { player, lab } = await playing();
    for (const cycle of [0, 1, 2])
      lab.say({ type: 'events', runId: 'a', events: [measuredEvent(cycle)], info: run('a', cycle + 1), sinceResume });
    expect(player.log).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(player.log).toEqual([0, 1, 2].map((cycle) => measuredEvent(cycle)));
    expect(player.info?.stepsDone).toBe(3);

    const lengths = new Set<number>();
    for (let cycle = 3; cycle < 103; cycle++) {
      lab.say({ type: 'events', runId: 'a', events: [measuredEvent(cycle)], info: run('a', cycle + 1), sinceResume });
      vi.advanceTimersByTime(FLUSH_INTERVAL_MS / 25);
      lengths.add(player.log.length);
    }
    expect(lengths.size).toBeLessThanOrEqual(5);
    vi.advanceTimersByTime(FLUSH_INTERVAL_MS);
    expect(player.log).toEqual(Array.from({ length: 103 }, (_, cycle) => measuredEvent(cycle)));
    expect(player.info?.stepsDone).toBe(103);
  });

  it('has every event once the run has ended, whether a beat came or not', async () => {
    const { player, lab, played } = await playing();
    lab.say({ type: 'events', runId: 'a', events: [measuredEvent(0)], info: run('a', 1), sinceResume });
    lab.end('finished');
    await played;
    expect(player.log).toHaveLength(1);
    expect(player.phase).toBe('finished');
  });

  it('has the seconds of work from which the time left is estimated, from the first step after a resume on', async () => {
    const { player, lab } = await playing();
    lab.say({ type: 'events', runId: 'a', events: [measuredEvent(0)], info: run('a', 1), sinceResume });
    vi.advanceTimersByTime(FLUSH_INTERVAL_MS);
    expect(player.sinceResume).toEqual(sinceResume);
    await player.pause();
    void player.play('run');
    expect(player.sinceResume).toBeUndefined();
  });

  it('tells that the storage was closed and opened again', async () => {
    const lab = new HandLab();
    const told = vi.fn();
    const player = new Player(lab, told);
    await player.open(run('a'), undefined);
    void player.play('run');
    lab.say({ type: 'storage-reopened', runId: 'a' });
    expect(told).toHaveBeenCalledWith(expect.stringMatching(/closed this page’s storage.*the run goes on/));
  });

  it('pauses and goes on', async () => {
    const { player, lab, played } = await playing();
    await player.pause();
    await played;
    expect(player.phase).toBe('paused');
    void player.play('cycle');
    expect(player.phase).toBe('running');
    expect(lab.calls).toEqual(['start a', 'pause a', 'start a']);
  });

  it('shows what is prepared until the step that needed it is done, through a pause, and not after a stop', async () => {
    const { player, lab } = await playing();
    const tell = (done: number) => lab.say({ type: 'asset-progress', runId: 'a', assetProgress: making(done) });
    tell(10);
    vi.advanceTimersByTime(FLUSH_INTERVAL_MS);
    expect(player.assetProgress?.asset.done).toBe(10);
    await player.pause();
    expect(player.assetProgress?.asset.done).toBe(10);
    void player.play('run');
    tell(20);
    lab.say({ type: 'events', runId: 'a', events: [measuredEvent(0)], info: run('a', 1), sinceResume });
    vi.advanceTimersByTime(FLUSH_INTERVAL_MS);
    expect(player.assetProgress).toBeUndefined();
    tell(30);
    await player.stop();
    vi.advanceTimersByTime(FLUSH_INTERVAL_MS);
    expect(player.assetProgress).toBeUndefined();
  });

  it('stops the run at work before another is shown, and listens to the old one no more', async () => {
    const { player, lab } = await playing();
    const old = lab.say;
    await player.open(run('b'), undefined);
    expect(lab.calls).toEqual(['start a', 'stop a']);
    old({ type: 'events', runId: 'a', events: [measuredEvent(0)], info: run('a', 1), sinceResume });
    vi.advanceTimersByTime(FLUSH_INTERVAL_MS);
    expect(player.log).toEqual([]);
    expect(player.info?.id).toBe('b');
  });

  it('stands as paused after a failure, which it passes on', async () => {
    const { player, lab, played } = await playing();
    lab.fail(new Error('the GPU went away'));
    await expect(played).rejects.toThrow('the GPU went away');
    expect(player.phase).toBe('paused');
  });
});
