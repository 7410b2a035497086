/** `npm run bench -- [tensor] [data] [querying] [mixture] [neighbours] [page] [import] [--json FILE] …`: measures speed. */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { runCommand } from '../command-line.ts';
import { readCommand, USAGE, type BenchCommand, type Group } from './command.ts';
import { generatorBenchmarks } from './generating.ts';
import { mixtureBenchmark } from './mixture.ts';
import { neighbourSearch } from './neighbour-search.ts';
import { importBenchmark } from './importing.ts';
import { pageBenchmark } from './page.ts';
import { queryBenchmarks } from './querying.ts';
import { runInterleaved } from './run-interleaved.ts';
import type { KernelTime } from './tensor/engine.ts';
import { reportTable } from './tensor/report-table.ts';
import { tensorBenchmark } from './tensor/tensor.ts';

/** One group's figures: a heading and a text or rows for a table. */
interface Report {
  heading: string;
  rows: object[];
  text?: string;
}

const node = `Node ${process.versions.node}`;
const say = (text: string): void => console.error(text);

const benches: Record<Group, (command: BenchCommand) => Promise<Report>> = {
  async tensor({ tensor: how }) {
    const { rows, profiles, environment } = await tensorBenchmark(how, say);
    const texts = profiles.map(
      ({ workload, kernels }) => `${workload.model}, ${workload.phase}, one batch of ours:\n${profileText(kernels)}`,
    );
    const heading = `${environment}, ${how.backend}; images a second`;
    return { heading, rows, text: [reportTable(rows), ...texts].join('\n\n') };
  },
  async data() {
    return { heading: `${node}; samples a second`, rows: await runInterleaved(await generatorBenchmarks()) };
  },
  async querying() {
    return { heading: `${node}; pool samples a second`, rows: await runInterleaved(await queryBenchmarks()) };
  },
  async mixture() {
    return { heading: 'headless browser; rows an iteration a second', rows: await mixtureBenchmark() };
  },
  async neighbours() {
    return { heading: `${node}; build in seconds, a query in milliseconds`, rows: await neighbourSearch(say) };
  },
  async page({ visits }) {
    const { browser, adapter, rows } = await pageBenchmark(say, visits);
    return { heading: `${browser}, ${adapter}; medians of ${visits} first visits`, rows };
  },
  async import({ visits }) {
    const { browser, rows } = await importBenchmark(say, visits);
    return { heading: `${browser}; 70,000 images of 28 × 28, medians of ${visits} imports`, rows };
  },
};

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

await runCommand(async () => {
  const command = readCommand(process.argv.slice(2));
  if (command === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores`;
  const rows: object[] = [];
  for (const group of command.groups) {
    const report = await benches[group](command);
    rows.push(...report.rows);
    console.log(`${group}: ${machine}, ${report.heading}`);
    if (report.text) console.log(`\n${report.text}\n`);
    else console.table(report.rows);
  }
  if (command.json) writeFileSync(command.json, `${JSON.stringify(rows, null, 2)}\n`);
  return 0;
});
process.exit(); // threads of the backend would keep the process alive
