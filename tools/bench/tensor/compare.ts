/**
 * One workload, all engines side by side: each is made ready and checked, then they take turns, so that a noisy machine
 * is noisy for all, and what is reported of two of them is the median of their ratios within a round.
 */
import type { Backend, EngineName } from './engine.ts';
import type { Host, OpenEngine } from './engine-host.ts';
import type { Workload } from './workloads.ts';

export interface TimingLimits {
  /** Turns of each engine, if the time suffices; one there is always. */
  rounds: number;
  /** Seconds that a turn should take. A batch that takes longer is a turn. */
  turn: number;
  /** Seconds for all rounds of a workload. */
  total: number;
  /** Seconds that an engine has to answer. */
  timeout: number;
}

/** What came of one engine at one workload. */
export interface EngineResult {
  engine: EngineName;
  /** How it ran: "SIMD, 2 threads". */
  how: string;
  losses: number[];
  /** Batches a second, round by round; empty where the engine was refused. */
  speeds: number[];
  note?: string;
  /** Why there is no figure. */
  failure?: string;
}

/** Who is believed where two disagree: the first of these that answered, so that ours is checked and never the measure. */
const TRUST_ORDER: readonly EngineName[] = ['pytorch', 'stock', 'jax-js', 'ours'];
/** Largest difference of a loss from the trusted one, in parts of it (of one, where it is smaller). */
const TOLERANCE = 1e-3;

interface Contestant {
  measured: EngineResult;
  opened?: OpenEngine;
  /** In a turn. */
  batches: number;
}

export async function compare(
  workload: Workload,
  backend: Backend,
  hosts: ReadonlyMap<EngineName, Host>,
  pace: TimingLimits,
): Promise<EngineResult[]> {
  const all: Contestant[] = [];
  try {
    for (const [engine, host] of hosts) all.push(await prepareContestant(engine, host, workload, backend, pace));
    refuseDisagreeing(all.map(({ measured }) => measured));
    for (const one of all) if (!one.measured.failure) await attempt(one, () => calibrate(one, pace));
    const end = performance.now() + 1000 * pace.total;
    for (let round = 0; round < pace.rounds && (round === 0 || performance.now() < end); round++)
      for (const one of all)
        if (!one.measured.failure) await attempt(one, async () => one.measured.speeds.push(await speedOf(one, pace)));
  } finally {
    for (const one of all) await one.opened?.close();
  }
  return all.map(({ measured }) => measured);
}

async function prepareContestant(
  engine: EngineName,
  host: Host,
  workload: Workload,
  backend: Backend,
  pace: TimingLimits,
): Promise<Contestant> {
  const measured: EngineResult = { engine, how: '', losses: [], speeds: [] };
  const one: Contestant = { measured, batches: 1 };
  await attempt(one, async () => {
    one.opened = await host.open(engine);
    measured.how = await withTimeout(pace, one.opened.engine.start(backend));
    const { losses, note } = await withTimeout(pace, one.opened.engine.prepare(workload));
    measured.losses = losses;
    if (note) measured.note = note;
  });
  return one;
}

/** An engine that fails is out of this workload, and says why. */
async function attempt(one: Contestant, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    one.measured.failure = (error as Error).message.split('\n')[0]!;
    one.measured.speeds = [];
    await one.opened?.close();
    delete one.opened;
  }
}

async function withTimeout<T>({ timeout: patience }: TimingLimits, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patience} seconds`)), 1000 * patience);
  });
  work.catch(() => undefined); // where it fails after all, when nobody waits any more
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Who does not do the same work has no figure. */
export function refuseDisagreeing(all: Pick<EngineResult, 'engine' | 'losses' | 'failure'>[]): void {
  const trusted = TRUST_ORDER.map((name) =>
    all.find(({ engine, failure: refused }) => engine === name && !refused),
  ).find(Boolean);
  if (!trusted) return;
  for (const one of all) {
    if (one.failure) continue;
    const wrong = trusted.losses.findIndex(
      (loss, i) => !(Math.abs(one.losses[i]! - loss) <= TOLERANCE * Math.max(1, Math.abs(loss))),
    );
    if (wrong < 0) continue;
    const [here, there] = [one.losses[wrong], trusted.losses[wrong]];
    one.failure = `other work: loss ${wrong + 1} is ${here?.toPrecision(6)}, and ${there?.toPrecision(6)} of ${trusted.engine}`;
  }
}

/** How many batches fill a turn; runs them once, so that all is compiled and warm. */
async function calibrate(one: Contestant, pace: TimingLimits): Promise<void> {
  for (;;) {
    const seconds = one.batches / (await speedOf(one, pace));
    if (seconds > pace.turn / 2) return;
    one.batches = Math.ceil(one.batches * Math.min(10, pace.turn / seconds));
  }
}

async function speedOf({ opened, batches }: Contestant, pace: TimingLimits): Promise<number> {
  return batches / (await withTimeout(pace, opened!.engine.run(batches)));
}
