/**
 * `npm run bench -- [tensor] [data] [asking] [mixture] [matching] [--json FILE] …`: what takes time. Exit status 0, or 1 with
 * one sentence on stderr when something is wrong.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { problemText } from '../../src/protocol/problem.ts';
import { queryBenchmarks } from './querying.ts';
import { readCommand, USAGE, type BenchCommand } from './command.ts';
import { generatorBenchmarks } from './generating.ts';
import { runInterleaved } from './run-interleaved.ts';
import { neighbourSearch } from './neighbour-search.ts';
import { mixtureBenchmark } from './mixture.ts';
import type { KernelTime } from './tensor/engine.ts';
import { reportTable } from './tensor/report-table.ts';
import { tensorBenchmark } from './tensor/tensor.ts';

async function main({ groups, json, tensor: how }: BenchCommand): Promise<void> {
  const rows: object[] = [];
  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores`;
  if (groups.includes('tensor')) {
    const report = await tensorBenchmark(how, (text) => console.error(text));
    rows.push(...report.rows);
    console.log(`${machine}, ${report.environment}, ${how.backend}; images a second\n\n${reportTable(report.rows)}\n`);
    for (const { workload, kernels } of report.profiles)
      console.log(`${workload.model}, ${workload.phase}, one batch of ours:\n${profileText(kernels)}\n`);
  }
  const subjects = [
    ...(groups.includes('data') ? await generatorBenchmarks() : []),
    ...(groups.includes('asking') ? await queryBenchmarks() : []),
  ];
  const tables: [within: string, rows: Awaited<ReturnType<typeof runInterleaved>>][] = [];
  if (subjects.length) tables.push([`Node ${process.versions.node}`, await runInterleaved(subjects)]);
  if (groups.includes('mixture')) tables.push(['headless browser', await mixtureBenchmark()]);
  for (const [within, found] of tables) {
    rows.push(...found);
    console.log(`${machine}, ${within}; units a second`);
    console.table(found);
  }
  if (groups.includes('matching')) {
    const found = await neighbourSearch((text) => console.error(text));
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
  process.stderr.write(`${problemText(error).replace(/\s+/g, ' ')}\n`);
  process.exit(1);
}
