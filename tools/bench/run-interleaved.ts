/** Runs benchmarks of this process in turns, so that other load on the machine slows all of them alike. */
import type { Benchmark } from './benchmark.ts';
import { median } from './tensor/report-table.ts';

const ROUNDS = 7;

/** @returns medians over the rounds, in units a second */
export async function runInterleaved(subjects: readonly Benchmark[]) {
  const seconds = subjects.map((): number[] => []);
  for (const subject of subjects) await subject.run(); // compiles and warms up
  for (let round = 0; round < ROUNDS; round++)
    for (const [index, subject] of subjects.entries()) {
      const begun = performance.now();
      await subject.run();
      seconds[index]!.push((performance.now() - begun) / 1000);
    }
  return subjects.map(({ name, phase, units }, index) => ({
    name,
    phase,
    perSecond: Math.round(units / median(seconds[index]!)),
    spread: `${Math.round(units / Math.max(...seconds[index]!))}–${Math.round(units / Math.min(...seconds[index]!))}`,
  }));
}
