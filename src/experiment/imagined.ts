/** Imagined samples on their way into the log: as the data set stores its own, so that they can be drawn like these. */
import { toBase64 } from '../spec/base64.ts';
import type { DatasetInfo } from '../spec/dataset.ts';
import type { ImaginedSamples } from '../spec/events.ts';
import type { Imagined } from '../strategies/strategy.ts';
import { asStored } from '../training/gan-values.ts';

export function imaginedFor(info: DatasetInfo, { samples, worth, of, distances, paths }: Imagined): ImaginedSamples {
  const stored = asStored(samples, info);
  return {
    values: stored instanceof Uint8Array ? toBase64(stored) : [...stored],
    worth: [...worth],
    of: [...of],
    distances: Array.from(distances, Math.sqrt),
    // five digits are finer than any screen
    ...(paths && { ways: Array.from(asStored(paths, info), (value) => Number(value.toPrecision(5))) }),
  };
}
