/** Query targets in the form of the log: like the stored samples, so that they are drawn like them; large images reduced. */
import { toBase64 } from '../../protocol/base64.ts';
import type { DatasetInfo } from '../../protocol/dataset.ts';
import type { LoggedQueryTargets } from '../../protocol/events.ts';
import type { QueryTargets } from '../../strategies/contracts/generation.ts';
import { toStoredValues } from '../../generative/value-scaling.ts';
import { loggedShape, reduceByArea } from './log-thumbnails.ts';

export function encodeQueryTargets(
  info: DatasetInfo,
  { samples, acquisition, matchedTo, distances, paths }: QueryTargets,
): LoggedQueryTargets {
  const shape = loggedShape(info);
  const reduced = shape.some((length, axis) => length !== info.shape[axis]);
  const stored = toStoredValues(reduced ? reduceByArea(samples, info.shape, shape) : samples, info);
  return {
    ...(reduced && { shape }),
    values: stored instanceof Uint8Array ? toBase64(stored) : [...stored],
    worth: [...acquisition],
    matchedTo: [...matchedTo],
    distances: Array.from(distances, Math.sqrt),
    // five digits suffice for any screen
    ...(paths && { paths: Array.from(toStoredValues(paths, info), (value) => Number(value.toPrecision(5))) }),
  };
}
