/**
 * `npm run bench -- [tensor] [data] [asking] [--json FILE]`: what takes time, measured in Node on the WASM backend. The
 * subjects take turns in every round, so that a noisy machine is noisy for all; figures are medians over the rounds.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { asking } from './asking.ts';
import { data } from './data.ts';
import type { Subject } from './subject.ts';
import { tensor } from './tensor.ts';

const groups: Record<string, () => Promise<Subject[]>> = { tensor, data, asking };
const ROUNDS = 7;

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });
const unknown = positionals.filter((name) => !(name in groups));
if (unknown.length) {
  console.error(`There is no bench named ${unknown.join(', ')}. Known are: ${Object.keys(groups).join(', ')}.`);
  process.exit(1);
}

const chosen = positionals.length ? positionals : Object.keys(groups);
const subjects = (await Promise.all(chosen.map((name) => groups[name]!()))).flat();
const seconds = subjects.map((): number[] => []);
for (const subject of subjects) await subject.run(); // compiled and warm
for (let round = 0; round < ROUNDS; round++) {
  for (const [index, subject] of subjects.entries()) {
    const begun = performance.now();
    await subject.run();
    seconds[index]!.push((performance.now() - begun) / 1000);
  }
}

const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
const rows = subjects.map(({ name, phase, units }, index) => ({
  name,
  phase,
  perSecond: Math.round(units / median(seconds[index]!)),
  spread: `${Math.round(units / Math.max(...seconds[index]!))}–${Math.round(units / Math.min(...seconds[index]!))}`,
}));
console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}, WASM`);
console.table(rows);
if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
process.exit(0);
