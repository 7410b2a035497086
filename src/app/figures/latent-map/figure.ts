/** The learner's last hidden layer over the pool, projected to the plane. */
import { stateAt } from './dot-states.ts';
import { className, uncapitalise } from '../../charts/format.ts';
import type { Figure } from '../figure.ts';
import type { LatentMapOptions } from './options.ts';

export const latentMap: Figure<LatentMapOptions> = {
  id: 'latent-map',
  title: 'Latent map',
  about:
    'The last hidden layer of an arm’s learner over samples of the pool, projected to two dimensions by UMAP: near points look alike to the learner, the axes have no meaning. Colours are labels, predictions or scores; outlined points are labelled, ringed ones queried.',
  slot: 'below',
  pace: 'relaxed',
  layout: { wide: true },
  options: () => ({ enabled: false, arm: 0, colourBy: 'label', map: undefined }),
  applies: ({ kind, embeddings }) => !!embeddings && kind !== undefined && kind !== 'plane',
  table: ({ table }, { map }) => {
    if (!map) return { columns: ['sample'], rows: [] };
    const stateOf = stateAt(table, map);
    return {
      columns: ['sample', 'state', 'label', 'predicted', ...map.scores.map((one) => uncapitalise(one.name)), 'x', 'y'],
      rows: Array.from(map.indices, (index, i) => [
        ...[index, stateOf(index)],
        ...[className(table.classes, map.labels[i]), className(table.classes, map.predictions[i])],
        ...map.scores.map((one) => one.values[i]!),
        ...[map.positions[2 * i]!, map.positions[2 * i + 1]!],
      ]),
    };
  },
  View: { load: () => import('./View.svelte') },
};
