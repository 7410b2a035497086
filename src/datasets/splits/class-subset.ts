/** A data set with some of its classes only: the others' samples count as unlabelled, so that no split has them. */
import type { DatasetInfo } from '../../protocol/dataset.ts';
import { Problem } from '../../protocol/problem.ts';

/**
 * The data set as the experiment sees it. Indices, values and scale stay those of the whole, so that samples are read
 * as before.
 * @param labels of all samples, −1 where there is none
 * @param classes names of those kept, in the order of their new labels; all where absent
 * @throws Problem `unfit` where one is not there
 */
export function selectClasses(
  info: DatasetInfo,
  labels: Int32Array,
  classes: readonly string[] | undefined,
): { info: DatasetInfo; labels: Int32Array } {
  if (!classes) return { info, labels };
  const unknown = classes.find((name) => !info.classes.includes(name));
  if (unknown !== undefined)
    throw new Problem(
      'unfit',
      `“${info.name}” has no class “${unknown}”.`,
      `Its classes are: ${info.classes.slice(0, 20).join(', ')}${info.classes.length > 20 ? ', …' : ''}.`,
    );
  const renumbered = info.classes.map((name) => classes.indexOf(name));
  const narrowed = labels.map((label) => renumbered[label] ?? -1);
  const labelledCount = narrowed.reduce((count, label) => count + (label >= 0 ? 1 : 0), 0);
  return { info: { ...info, classes: [...classes], labelledCount }, labels: narrowed };
}
