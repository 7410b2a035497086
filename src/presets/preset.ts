/** What a preset is. */
import type { SpecInput } from '../protocol/spec.ts';

/** What the planes can show. */
export type PlaneLayer = 'regions' | 'acquisition' | 'critic' | 'likelihood';

export interface Preset {
  id: string;
  name: string;
  /** What there is to see, in one sentence. */
  about: string;
  /** What the planes open on; the regions where absent. */
  planeLayer?: PlaneLayer;
  spec: SpecInput;
}
