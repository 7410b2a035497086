/** Files of a data set by the part that they play in it: each is there once at most. */
import { Problem } from '../../protocol/problem.ts';

/** @throws Problem `unsupported` where there are several, with the names of two */
export function oneOfPart<One extends { readonly path: string }>(found: readonly One[]): One | undefined {
  if (found.length > 1)
    throw new Problem(
      'unsupported',
      `“${found[0]!.path}” and “${found[1]!.path}” play the same part.`,
      'Drop the files of one data set.',
    );
  return found[0];
}
