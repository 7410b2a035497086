/** Imagined samples on their way into the log: as the data set stores its own, so that they can be drawn like these. */
import type { DatasetInfo } from '../spec/dataset.ts';
import type { ImaginedSamples } from '../spec/events.ts';
import type { Imagined } from '../strategies/strategy.ts';
import { asStored } from '../training/gan-values.ts';

export function imaginedFor(info: DatasetInfo, { samples, worth, of, distances, paths }: Imagined): ImaginedSamples {
  const stored = asStored(samples, info);
  return {
    values: stored instanceof Uint8Array ? base64(stored) : [...stored],
    worth: [...worth],
    of: [...of],
    distances: Array.from(distances, Math.sqrt),
    // five digits are finer than any screen
    ...(paths && { ways: Array.from(asStored(paths, info), (value) => Number(value.toPrecision(5))) }),
  };
}

/** Piece by piece: a function takes so many arguments only. */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 8192)
    text += String.fromCharCode(...bytes.subarray(from, from + 8192));
  return btoa(text);
}
