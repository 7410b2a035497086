/** Which room may import which (ARCHITECTURE.md). A wrong import fails with the name of the rule. */

/** Rooms of `src`, from the ground up; a room may import itself, the rooms listed, and nothing else of the project. */
const allowed = {
  protocol: [],
  random: [],
  projection: ['protocol', 'random'],
  // the table of a plane reads its geometry
  metrics: ['protocol', 'projection'],
  presets: ['protocol'],
  storage: ['protocol'],
  annotators: ['protocol', 'random'],
  tensor: ['protocol', 'random'],
  datasets: ['protocol', 'random', 'storage'],
  models: ['protocol', 'random', 'tensor'],
  algorithms: ['protocol', 'random', 'tensor'],
  trainer: ['protocol', 'random', 'tensor', 'models', 'algorithms'],
  generative: ['protocol', 'random', 'tensor', 'models', 'algorithms', 'trainer'],
  training: ['protocol', 'random', 'tensor', 'models', 'algorithms', 'trainer'],
  // selectors: networks that only a query needs; their checkpoints are those of trainings
  selectors: ['protocol', 'random', 'tensor', 'models', 'algorithms', 'trainer', 'training'],
  measuring: ['protocol', 'random', 'tensor', 'models', 'algorithms', 'trainer'],
  strategies: [
    'protocol',
    'random',
    'tensor',
    'models',
    'algorithms',
    'trainer',
    'training',
    'generative',
    'selectors',
  ],
  runner: [
    ...['protocol', 'random', 'metrics', 'storage', 'annotators', 'tensor', 'datasets', 'models', 'algorithms'],
    ...['trainer', 'generative', 'training', 'measuring', 'strategies'],
  ],
  // projection: the geometry of the plane (regions, contours, scales); UMAP itself runs in the map worker
  app: ['protocol', 'presets', 'metrics', 'projection'],
};

const rooms = Object.entries(allowed).map(([room, below]) => ({
  name: `${room}-imports-only-rooms-below`,
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

/** Floors of `src/app`, from the ground up; a floor may import those listed. `actions` lies between state and panels. */
const floors = {
  styles: [],
  widgets: ['styles'],
  state: ['styles'],
  charts: ['styles', 'widgets', 'state'],
  figures: ['styles', 'widgets', 'state', 'charts'],
  actions: ['styles', 'state'],
  panels: ['styles', 'widgets', 'state', 'charts', 'figures', 'actions'],
};

const appFloors = Object.entries(floors).map(([floor, below]) => ({
  name: `app-${floor}-import-only-floors-below`,
  severity: 'error',
  from: { path: `^src/app/${floor}/` },
  to: { path: '^src/app/', pathNot: `^src/app/(${[floor, ...below].join('|')})/` },
}));

/** Floors of `src/datasets`, from the ground up; a floor may import those listed and the wording in `plural.ts`. */
const datasetFloors = Object.entries({
  containers: [],
  sources: ['containers'],
  tables: ['containers', 'sources'],
  images: ['containers', 'sources'],
  formats: ['containers', 'sources', 'tables', 'images'],
  import: ['containers', 'sources', 'tables', 'images', 'formats', 'generators', 'splits'],
  generators: ['sources'],
  splits: [],
}).map(([floor, below]) => ({
  name: `datasets-${floor}-imports-only-floors-below`,
  severity: 'error',
  from: { path: `^src/datasets/${floor}/` },
  to: { path: '^src/datasets/', pathNot: `^src/datasets/((${[floor, ...below].join('|')})/|plural[.]ts$)` },
}));

/** A worker that may import these rooms only. */
const workerRule = (name, worker, rooms) => ({
  name,
  severity: 'error',
  from: { path: `^workers/${worker}/` },
  to: { path: '^src/', pathNot: `^src/${rooms}` },
});

module.exports = {
  forbidden: [
    ...rooms,
    ...appFloors,
    ...datasetFloors,
    {
      name: 'file-formats-do-not-import-each-other',
      severity: 'error',
      from: { path: '^src/datasets/formats/([^/]+)/' },
      to: { path: '^src/datasets/formats/[^/]+/', pathNot: '^src/datasets/formats/$1/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'the-page-never-loads-tensorflow',
      severity: 'error',
      comment: 'TensorFlow.js belongs to the lab worker; the main thread does no numerical work.',
      from: { path: '^(src/(app|protocol|presets|metrics|projection|main)|workers/[^/]+/(client|api))' },
      to: { path: '@tensorflow', reachable: true },
    },
    {
      name: 'svelte-only-in-the-page',
      severity: 'error',
      from: { path: '^(src|workers)/', pathNot: '^src/(app/|main\\.ts)' },
      to: { path: 'node_modules/(svelte|bits-ui|@lucide|svelte-sonner)/' },
    },
    workerRule('data-worker-imports-data-rooms-only', 'data', '(datasets|storage|protocol)/'),
    workerRule('lab-worker-imports-the-runner-only', 'lab', '(runner|storage|protocol|tensor)/'),
    workerRule('map-worker-imports-the-projection-only', 'map', '(projection|random|protocol)/'),
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
