/** The bench "tensor": training, scoring and a matrix product; ours against stock TensorFlow.js, jax-js and PyTorch. */
import type { TensorCommand } from '../command.ts';
import { browserHost } from './browser-host.ts';
import { compare, type TimingLimits } from './compare.ts';
import type { EngineName, KernelTime } from './engine.ts';
import { flopsPerUnit } from './flops.ts';
import { dawnHost } from './dawn-host.ts';
import type { Host } from './engine-host.ts';
import { findPython, pythonHost } from './python-host.ts';
import { median, reportRows, type ReportRow } from './report-table.ts';
import { workloads, type Workload } from './workloads.ts';

/** The whole list takes about five minutes on two cores. */
const LIMITS: TimingLimits = { rounds: 9, turn: 0.3, total: 20, timeout: 30 };
/** For an emulated GPU, where a step takes seconds. */
const EMULATED_LIMITS: TimingLimits = { rounds: 3, turn: 0.3, total: 60, timeout: 120 };

export interface TensorReport {
  rows: ReportRow[];
  /** Browser or Node of the engines in JavaScript, with the GPU's name. */
  environment: string;
  profiles: { workload: Workload; kernels: KernelTime[] }[];
}

/** @param say gets a line for each workload */
export async function tensorBenchmark(command: TensorCommand, say: (text: string) => void): Promise<TensorReport> {
  const { backend, engines, models, dawn } = command;
  say('Building the page…');
  const page = dawn ? await dawnHost(dawn) : await browserHost(backend);
  const hosts = new Map<EngineName, Host>();
  try {
    for (const name of engines) {
      const python = name === 'pytorch' ? findPython() : undefined;
      if (python) hosts.set(name, pythonHost(python));
      else if (name === 'pytorch') say('No Python with PyTorch and NumPy was found: its rows are left out.');
      else hosts.set(name, page);
    }
    const selected = workloads(page.emulated).filter(({ kind, model }) => kind === 'product' || isRequested(model));
    const report: TensorReport = { rows: [], environment: page.name, profiles: [] };
    const roof = new Map<EngineName, number>();
    for (const [index, workload] of selected.entries()) {
      say(`${index + 1} of ${selected.length}: ${workload.model}, ${workload.phase}`);
      const measured = await compare(workload, backend, hosts, page.emulated ? EMULATED_LIMITS : LIMITS);
      if (workload.kind === 'product')
        for (const { engine, speeds } of measured)
          if (speeds.length) roof.set(engine, median(speeds) * flopsPerUnit(workload));
      report.rows.push(...reportRows(workload, backend, measured, roof));
      if (command.profile && workload.phase === 'training' && hosts.has('ours'))
        report.profiles.push({ workload, kernels: await profileOf(workload, page, command) });
    }
    return report;
  } finally {
    for (const host of new Set([page, ...hosts.values()])) await host.close();
  }

  function isRequested(model: string): boolean {
    return !models || models.includes(model);
  }
}

async function profileOf(workload: Workload, host: Host, { backend }: TensorCommand): Promise<KernelTime[]> {
  const { engine, close } = await host.open('ours');
  try {
    await engine.start(backend);
    await engine.prepare(workload);
    await engine.run(2);
    return await engine.profile!();
  } finally {
    await close();
  }
}
