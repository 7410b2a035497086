/** Contract of a preset. */
import type { SpecInput } from '../protocol/spec.ts';

/** Views of the plane. */
export type PlaneLayer = 'regions' | 'acquisition' | 'critic' | 'likelihood';

export interface Preset {
  id: string;
  name: string;
  /** What it shows, in one sentence. */
  about: string;
  /** The initial view of the planes; regions if absent. */
  planeLayer?: PlaneLayer;
  spec: SpecInput;
}
