/** The options of `npm run bench`. */
import type { Problem } from '../../src/protocol/problem.ts';
import { parseWords, usageProblem } from '../command-line.ts';
import { ENGINES, type BenchBackend, type EngineName } from './tensor/engine.ts';
import { workloads } from './tensor/workloads.ts';

export const GROUPS = ['tensor', 'data', 'querying', 'mixture', 'neighbours', 'page', 'import'] as const;
export type Group = (typeof GROUPS)[number];

export const USAGE = `Measures speed.

  npm run bench -- [tensor] [data] [querying] [mixture] [neighbours] [page] [import] [--json FILE]
                   [--backend wasm|webgpu] [--models A,B] [--engines A,B] [--profile] [--dawn FOLDER] [--visits N]

  tensor             training and scoring in a headless browser: ours, stock TensorFlow.js, jax-js, and PyTorch where
                     python3 has it, in turns; before that they must agree on the losses of the same weights and batch
  data               drawing the built-in data, in Node
  querying           selecting a batch with every strategy, in Node
  mixture            fitting a Gaussian mixture, in a headless browser, against scikit-learn where python3 has it
  neighbours         finding nearest neighbours with every search, in Node, against scikit-learn where python3 has it
  page               the first visit in a headless browser: first accuracy, longest task of the main thread, script size
  import             a data set of MNIST's size chosen in the page: until its preview, and until it is stored
                     (all groups by default)
  --json FILE        also writes the rows to this file
  --backend NAME     of tensor: wasm (the default) or webgpu
  --models A,B       of tensor: only these of ${modelNames().join(', ')}
  --engines A,B      of tensor: only these of ${ENGINES.join(', ')}
  --profile          of tensor: the time of a step of ours, kernel by kernel
  --dawn FOLDER      of tensor: on WebGPU in Node, by npm’s package “webgpu” in this folder, instead of a browser
  --visits N         of page and import: how often the page is opened (5)
  --help             this text
`;

export interface TensorCommand {
  backend: BenchBackend;
  engines: EngineName[];
  /** All where absent. */
  models?: string[];
  profile: boolean;
  /** Folder of Dawn's package, for WebGPU without a browser. */
  dawn?: string;
}

export interface BenchCommand {
  groups: Group[];
  json?: string;
  tensor: TensorCommand;
  visits: number;
}

function modelNames(): string[] {
  const names = workloads(false).flatMap(({ kind, model }) => (kind === 'product' ? [] : [model]));
  return [...new Set(names)];
}

const refuse: (message: string) => Problem = usageProblem('bench');

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const options = {
  ...{ json: text, backend: text, models: text, engines: text, profile: flag, dawn: text, visits: text },
  help: { ...flag, short: 'h' },
} as const;

/** The group that an option belongs to; the others belong to all groups. */
const ownGroup = {
  ...({ backend: 'tensor', models: 'tensor', engines: 'tensor', profile: 'tensor', dawn: 'tensor' } as const),
} as const;

/** @throws Problem with one sentence on the fault */
export function readCommand(given: string[]): BenchCommand | 'help' {
  const { values, positionals } = parseWords(given, options, refuse);
  if (values.help) return 'help';
  const selected = selectNames('bench', positionals, GROUPS);
  const groups = selected.length ? selected : [...GROUPS];
  const { backend = 'wasm', json, visits = '5' } = values;
  if (backend !== 'wasm' && backend !== 'webgpu')
    throw refuse(`There is no backend “${backend}”; choose wasm or webgpu.`);
  for (const [option, group] of Object.entries(ownGroup))
    if (values[option as keyof typeof ownGroup] !== undefined && !groups.includes(group))
      throw refuse(`The option --${option} belongs to the bench “${group}”, which is not selected.`);
  if (values.dawn !== undefined && backend !== 'webgpu')
    throw refuse('The option --dawn is for WebGPU and needs --backend webgpu.');
  if (values.visits !== undefined && !groups.some((group) => group === 'page' || group === 'import'))
    throw refuse('The option --visits belongs to the benches “page” and “import”, of which none is selected.');
  if (!/^[1-9]\d*$/.test(visits)) throw refuse(`“${visits}” is no number of visits.`);
  return {
    groups,
    ...(json !== undefined && { json }),
    tensor: {
      backend,
      engines: values.engines === undefined ? [...ENGINES] : selectNames('engine', values.engines.split(','), ENGINES),
      ...(values.models !== undefined && { models: selectNames('model', values.models.split(','), modelNames()) }),
      profile: values.profile ?? false,
      ...(values.dawn !== undefined && { dawn: values.dawn }),
    },
    visits: Number(visits),
  };
}

/** The given names, in the order of the known ones. */
function selectNames<T extends string>(kind: string, names: string[], known: readonly T[]): T[] {
  const unknown = names.find((name) => !known.some((one) => one === name));
  if (unknown !== undefined) throw refuse(`There is no ${kind} “${unknown}”; known are ${known.join(', ')}.`);
  return known.filter((name) => names.includes(name));
}
