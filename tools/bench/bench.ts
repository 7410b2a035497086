/**
 * `npm run bench -- [tensor] [data] [asking] [mixture] [matching] [--json FILE] …`: what takes time. Exit status 0, or 1 with
 * one sentence on stderr when something is wrong.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { sentence } from '../../src/protocol/problem.ts';
import { asking } from './querying.ts';
import { readCommand, USAGE, type Command } from './command.ts';
import { data } from './generating.ts';
import { inTurns } from './run-interleaved.ts';
import { matching } from './neighbour-search.ts';
import { mixture } from './mixture.ts';
import type { KernelTime } from './tensor/engine.ts';
import { tableOf } from './tensor/report-table.ts';
import { tensor } from './tensor/tensor.ts';

async function main({ groups, json, tensor: how }: Command): Promise<void> {
  const rows: object[] = [];
  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores`;
  if (groups.includes('tensor')) {
    const report = await tensor(how, (text) => console.error(text));
    rows.push(...report.rows);
    console.log(`${machine}, ${report.within}, ${how.backend}; images a second\n\n${tableOf(report.rows)}\n`);
    for (const { workload, kernels } of report.profiles)
      console.log(`${workload.model}, ${workload.phase}, one batch of ours:\n${profileText(kernels)}\n`);
  }
  const subjects = [
    ...(groups.includes('data') ? await data() : []),
    ...(groups.includes('asking') ? await asking() : []),
  ];
  const inTurn: [within: string, rows: Awaited<ReturnType<typeof inTurns>>][] = [];
  if (subjects.length) inTurn.push([`Node ${process.versions.node}`, await inTurns(subjects)]);
  if (groups.includes('mixture')) inTurn.push(['headless browser', await mixture()]);
  for (const [within, found] of inTurn) {
    rows.push(...found);
    console.log(`${machine}, ${within}; units a second`);
    console.table(found);
  }
  if (groups.includes('matching')) {
    const found = await matching((text) => console.error(text));
    rows.push(...found);
    console.log(`${machine}, Node ${process.versions.node}; build in seconds, a query in milliseconds`);
    console.table(found);
  }
  if (json) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`);
}

function profileText(kernels: readonly KernelTime[]): string {
  const all = kernels.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return kernels
    .slice(0, 12)
    .map(({ kernel, milliseconds, calls }) => {
      const share = Math.round((100 * milliseconds) / all);
      return `  ${`${share}%`.padStart(4)} ${milliseconds.toFixed(2).padStart(9)} ms ${String(calls).padStart(4)} × ${kernel}`;
    })
    .join('\n');
}

try {
  const command = readCommand(process.argv.slice(2));
  if (command === 'help') process.stdout.write(USAGE);
  else await main(command);
  process.exit(0);
} catch (error) {
  if (process.env.DEBUG) console.error(error);
  process.stderr.write(`${sentence(error).replace(/\s+/g, ' ')}\n`);
  process.exit(1);
}
