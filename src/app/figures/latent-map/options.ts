/** The visitor's choices in the latent map. */
import type { LatentMap } from './latent-maps.svelte.ts';

export interface LatentMapOptions {
  enabled: boolean;
  arm: number;
  /** `label`, `prediction` or the name of a score. */
  colourBy: string;
  /** The map shown at present. */
  map: LatentMap | undefined;
}
