/**
 * Measures all engines on one workload: each is prepared and checked, then they take turns, so that other load on the machine
 * slows all of them alike. Two engines are compared by the median of their ratios within a round.
 */
import type { BenchBackend, EngineName } from './engine.ts';
import type { Host, OpenEngine } from './engine-host.ts';
import type { Workload } from './workloads.ts';

export interface TimingLimits {
  /** Turns of each engine, at least one; fewer where the time is up. */
  rounds: number;
  /** Seconds that a turn should take. A batch that takes longer is a turn. */
  turn: number;
  /** Seconds for all rounds of a workload. */
  total: number;
  /** Seconds that an engine has to answer. */
  timeout: number;
}

/** Result of one engine on one workload. */
export interface EngineResult {
  engine: EngineName;
  /** How it ran: "SIMD, 2 threads". */
  how: string;
  losses: number[];
  /** Batches a second, round by round; empty after a failure. */
  speeds: number[];
  note?: string;
  /** The reason why there is no figure. */
  failure?: string;
}

/** The first of these that answered gives the reference losses; ours comes last, because it is to be checked. */
const TRUST_ORDER: readonly EngineName[] = ['pytorch', 'stock', 'jax-js', 'ours'];
/** Largest relative difference from a reference loss (absolute for losses below 1). */
const TOLERANCE = 1e-3;

interface Contestant {
  measured: EngineResult;
  opened?: OpenEngine;
  /** In a turn. */
  batches: number;
}

export async function compare(
  workload: Workload,
  backend: BenchBackend,
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
  backend: BenchBackend,
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

/** An engine that fails is left out of this workload, with its error as the reason. */
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

async function withTimeout<T>({ timeout }: TimingLimits, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeout} seconds`)), 1000 * timeout);
  });
  work.catch(() => undefined); // a failure after the timeout has no listener
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Marks engines whose losses differ from the reference as failed. */
export function refuseDisagreeing(all: Pick<EngineResult, 'engine' | 'losses' | 'failure'>[]): void {
  const trusted = TRUST_ORDER.map((name) => all.find(({ engine, failure }) => engine === name && !failure)).find(
    Boolean,
  );
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

/** Finds how many batches fill a turn; this also compiles and warms up. */
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
