/** Who may know whom (ARCHITECTURE.md). A wrong import fails with the rule's name. */

/** Rooms of `src`, from the ground up; a room may import its own floor's allowances below and nothing else. */
const allowed = {
  spec: [],
  chance: [],
  measures: ['spec'],
  store: ['spec'],
  oracle: ['spec'],
  layout: ['spec', 'chance'],
  tensor: ['spec', 'chance'],
  datasets: ['spec', 'chance', 'store'],
  models: ['spec', 'chance', 'tensor'],
  matching: ['spec', 'chance', 'tensor'],
  mixture: ['spec', 'chance', 'tensor'],
  training: ['spec', 'chance', 'tensor', 'models', 'matching', 'mixture'],
  strategies: ['spec', 'chance', 'tensor', 'models', 'matching', 'mixture', 'training'],
  experiment: [
    'spec',
    'chance',
    'store',
    'oracle',
    'measures',
    'tensor',
    'datasets',
    'models',
    'matching',
    'mixture',
    'training',
    'strategies',
  ],
  app: ['spec', 'measures'],
};

const rooms = Object.entries(allowed).map(([room, below]) => ({
  name: `${room}-knows-only-what-is-below`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: {
    path: '^(src|workers|tools|tests)/',
    pathNot: [
      `^src/(${[room, ...below].join('|')})/`,
      ...(room === 'app' ? ['^workers/[^/]+/(client|api)\\.ts$'] : []),
    ],
  },
}));

module.exports = {
  forbidden: [
    ...rooms,
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'the-page-never-loads-tensorflow',
      severity: 'error',
      comment: 'TensorFlow.js belongs to the lab worker; the main thread does no numerical work.',
      from: { path: '^(src/(app|spec|measures|main)|workers/[^/]+/(client|api))' },
      to: { path: '@tensorflow', reachable: true },
    },
    {
      name: 'svelte-only-in-the-page',
      severity: 'error',
      from: { path: '^(src|workers)/', pathNot: '^src/(app/|main\\.ts)' },
      to: { path: 'node_modules/(svelte|bits-ui|@lucide|svelte-sonner)/' },
    },
    {
      name: 'data-worker-knows-data-only',
      severity: 'error',
      from: { path: '^workers/data/' },
      to: { path: '^src/', pathNot: '^src/(datasets|store|spec)/' },
    },
    {
      name: 'lab-worker-knows-the-experiment-only',
      severity: 'error',
      from: { path: '^workers/lab/' },
      comment: 'The worker puts the laboratory together: it hands it the lists of what there is to choose from.',
      to: { path: '^src/', pathNot: '^src/((experiment|store|spec|tensor)/|(strategies|models|training)/index[.]ts$)' },
    },
    {
      name: 'map-worker-knows-the-layout-only',
      severity: 'error',
      from: { path: '^workers/map/' },
      to: { path: '^src/', pathNot: '^src/(layout|chance|spec)/' },
    },
    {
      name: 'contracts-are-types-only',
      severity: 'error',
      from: { path: '^workers/[^/]+/api\\.ts$' },
      to: { dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?(url|worker)' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\?(url|worker)|^dist/|^src/tensor/native/assembly/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'browser', 'default', 'types'],
    },
  },
};
