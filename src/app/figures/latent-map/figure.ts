/** The learner's last hidden layer over the pool, projected to the plane. */
import { latentMapTable, type LatentMap } from '../../../metrics/latent-map.ts';
import type { ProjectionMethod } from '../../../../workers/map/api.ts';
import type { Figure } from '../figure.ts';

/** The visitor's choices. */
export interface LatentMapOptions {
  enabled: boolean;
  arm: number;
  /** `label`, `prediction` or the name of a score. */
  colourBy: string;
  projection: ProjectionMethod;
  /** The map shown at present. */
  map: LatentMap | undefined;
}

export const latentMap: Figure<LatentMapOptions> = {
  id: 'latent-map',
  title: 'Latent map',
  term: 'embedding',
  about:
    'The last hidden layer of an arm’s learner over samples of the pool, projected to two dimensions by UMAP or t-SNE: near points look alike to the learner, the axes have no meaning. Colours are labels, predictions or scores; outlined points are labelled, ringed ones queried.',
  slot: 'below',
  pace: 'relaxed',
  layout: { wide: true },
  options: () => ({ enabled: false, arm: 0, colourBy: 'label', projection: 'umap', map: undefined }),
  applies: ({ kind, embeddings }) => !!embeddings && kind !== undefined && kind !== 'plane',
  table: ({ table }, { map }) => latentMapTable(table, map),
  View: { load: () => import('./View.svelte') },
};
