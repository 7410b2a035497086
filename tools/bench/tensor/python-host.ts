/** PyTorch as an engine: a child process that answers line by line. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Engine } from './engine.ts';
import { channelsFirst, imagesChannelsFirst } from './engines/channels-first.ts';
import type { Host } from './engine-host.ts';
import { inputsOf } from './inputs.ts';
import { ADAM, BATCH_NORM_EPSILON, PENALTY, STEPS_COMPARED, type Workload } from './workloads.ts';

const script = fileURLToPath(new URL('./engines/pytorch.py', import.meta.url));

/** The first Python that has PyTorch and NumPy, if any. */
export function findPython(): string | undefined {
  return ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', 'import torch, numpy'], { stdio: 'ignore' }).status === 0,
  );
}

export function pythonHost(python: string): Host {
  const folder = mkdtempSync(join(tmpdir(), 'querent-bench-'));
  const running = new Set<ChildProcess>();
  return {
    open() {
      const child = spawn(python, ['-u', script], { stdio: ['pipe', 'pipe', 'inherit'] });
      running.add(child);
      const ask = questions(child);
      const end = () => {
        child.kill();
        running.delete(child);
        return Promise.resolve();
      };
      return Promise.resolve({ engine: engineFor(ask, join(folder, 'inputs')), close: end });
    },
    close() {
      for (const child of running) child.kill();
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}

type Ask = (request: object) => Promise<Record<string, unknown>>;

/** One question at a time; each line is one answer. */
function questions(child: ChildProcess): Ask {
  const lines = createInterface({ input: child.stdout! });
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject).once('exit', (status) => reject(new Error(`Python ended with status ${status}.`)));
  });
  ended.catch(() => undefined);
  return async (request) => {
    const line = new Promise<string>((resolve) => lines.once('line', resolve));
    child.stdin!.write(`${JSON.stringify(request)}\n`);
    const answer = JSON.parse(await Promise.race([line, ended])) as Record<string, unknown>;
    if (answer['error']) throw new Error(answer['error'] as string);
    return answer;
  };
}

function engineFor(ask: Ask, file: string): Engine {
  return {
    start: async (backend) => (await ask({ do: 'start', backend }))['how'] as string,
    async prepare(workload) {
      const shapes = writeInputs(workload, file);
      const settings = { steps: STEPS_COMPARED, adam: ADAM, penalty: PENALTY, batchNormEpsilon: BATCH_NORM_EPSILON };
      const { losses } = await ask({ ...{ do: 'prepare', file, shapes }, ...settings, ...workload });
      return { losses: losses as number[] };
    },
    run: async (batches) => (await ask({ do: 'run', batches }))['seconds'] as number,
  };
}

/** Weights, x, y and the mix as float32, one after the other. @returns their shapes */
function writeInputs(workload: Workload, file: string): number[][] {
  const { weights, x, y, mix } = inputsOf(workload);
  const all: { shape: number[]; values: Float32Array }[] = [];
  if (workload.kind === 'product') {
    const shape = [workload.side, workload.side];
    all.push({ shape, values: x }, { shape, values: y }, { shape: [0], values: mix });
  } else {
    const { batch, shape, classes, layers, kind } = workload;
    const [height, width, channels] = shape;
    const images = [batch, channels, height, width];
    const critic = kind === 'critic';
    all.push(...channelsFirst(weights, layers, shape), { shape: images, values: imagesChannelsFirst(x, shape) });
    all.push(
      critic ? { shape: images, values: imagesChannelsFirst(y, shape) } : { shape: [batch, classes], values: y },
    );
    all.push({ shape: critic ? [batch, 1, 1, 1] : [0], values: mix });
  }
  writeFileSync(file, Buffer.concat(all.map(({ values }) => Buffer.from(values.buffer))));
  return all.map(({ shape }) => shape);
}
