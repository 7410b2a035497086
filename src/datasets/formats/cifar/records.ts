/** The two record lengths of CIFAR's binary files, and how files are told by them. */

/** Bytes per record: one label (CIFAR-10) or two (CIFAR-100), and 32 × 32 × 3 pixels. */
export type RecordLength = 3073 | 3074;

/** The record length that fits the size of a file and the labels of its first records. */
export function cifarRecordLength(size: number, head: Uint8Array): RecordLength | undefined {
  const fits = (record: number, validAt: (at: number) => boolean): boolean => {
    if (!size || size % record) return false;
    for (let at = 0; at + record <= head.length; at += record) if (!validAt(at)) return false;
    return true;
  };
  if (fits(3073, (at) => head[at]! < 10)) return 3073;
  if (fits(3074, (at) => head[at]! < 20 && head[at + 1]! < 100)) return 3074;
  return undefined;
}
