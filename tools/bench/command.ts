/** The bench's command line: what it understands, and what it says of it. */
import { parseArgs } from 'node:util';
import { Problem } from '../../src/protocol/problem.ts';
import { ENGINES, type Backend, type EngineName } from './tensor/engine.ts';
import { workloads } from './tensor/workloads.ts';

export const GROUPS = ['tensor', 'data', 'asking', 'mixture', 'matching'] as const;
export type Group = (typeof GROUPS)[number];

export const USAGE = `Measures what takes time.

  npm run bench -- [tensor] [data] [asking] [mixture] [matching] [--json FILE] [--backend wasm|webgpu] [--models A,B]
                   [--engines A,B] [--profile] [--dawn FOLDER]

  tensor             training and scoring in a headless browser: ours, stock TensorFlow.js, jax-js, and PyTorch where
                     python3 has it, in turns; first all have to agree on the losses of the same weights and batch
  data               drawing the built-in data, in Node
  asking             choosing a batch with every strategy, in Node
  mixture            fitting a Gaussian mixture, in a headless browser, beside scikit-learn where python3 has it
  matching           finding nearest neighbours by every search, in Node, beside scikit-learn where python3 has it
                     (all where none is named)
  --json FILE        writes the rows there as well
  --backend NAME     of tensor: wasm (without it) or webgpu
  --models A,B       of tensor: only these of ${modelNames().join(', ')}
  --engines A,B      of tensor: only these of ${ENGINES.join(', ')}
  --profile          of tensor: where a step of ours spends its time, kernel by kernel
  --dawn FOLDER      of tensor: on WebGPU in Node, by npm’s package “webgpu” in this folder, in place of a browser
  --help             this text
`;

export interface TensorCommand {
  backend: Backend;
  engines: EngineName[];
  /** All where absent. */
  models?: string[];
  profile: boolean;
  /** Where Dawn's package is, for WebGPU without a browser. */
  dawn?: string;
}

export interface BenchCommand {
  groups: Group[];
  json?: string;
  tensor: TensorCommand;
}

function modelNames(): string[] {
  const names = workloads(false).flatMap(({ kind, model }) => (kind === 'product' ? [] : [model]));
  return [...new Set(names)];
}

const usageProblem = (message: string): Problem => new Problem('bad-spec', message, 'See npm run bench -- --help.');

/** @throws Problem with one sentence on what is wrong */
export function readCommand(given: string[]): BenchCommand | 'help' {
  const { values, positionals } = parseArguments(given);
  if (values.help) return 'help';
  const groups = selectNames('bench', positionals, GROUPS);
  const { backend = 'wasm', json } = values;
  if (backend !== 'wasm' && backend !== 'webgpu')
    throw usageProblem(`There is no backend “${backend}”; choose wasm or webgpu.`);
  const named = groups.length ? groups : [...GROUPS];
  for (const option of ['backend', 'models', 'engines', 'profile', 'dawn'] as const)
    if (values[option] !== undefined && !named.includes('tensor'))
      throw usageProblem(`The option --${option} belongs to the bench “tensor”, which is not asked for.`);
  if (values.dawn !== undefined && backend !== 'webgpu')
    throw usageProblem('The option --dawn is for WebGPU and needs --backend webgpu beside it.');
  return {
    groups: named,
    ...(json !== undefined && { json }),
    tensor: {
      backend,
      engines: values.engines === undefined ? [...ENGINES] : selectNames('engine', values.engines.split(','), ENGINES),
      ...(values.models !== undefined && { models: selectNames('model', values.models.split(','), modelNames()) }),
      profile: values.profile ?? false,
      ...(values.dawn !== undefined && { dawn: values.dawn }),
    },
  };
}

/** The names of a list that are asked for, in the list's order. */
function selectNames<T extends string>(what: string, names: string[], known: readonly T[]): T[] {
  const unknown = names.find((name) => !known.some((one) => one === name));
  if (unknown !== undefined) throw usageProblem(`There is no ${what} “${unknown}”; known are ${known.join(', ')}.`);
  return known.filter((name) => names.includes(name));
}

function parseArguments(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: text,
        backend: text,
        models: text,
        engines: text,
        profile: flag,
        dawn: text,
        help: { ...flag, short: 'h' },
      },
    });
  } catch (error) {
    throw usageProblem(`${(error as Error).message.split('. ')[0]!.replace(/\.$/, '')}.`);
  }
}
