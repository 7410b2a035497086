/**
 * The one kind of error that people get to read. Every room throws `Problem` where something outside of the code is
 * wrong (a file, a spec, a quota, a device); anything else that is thrown is a fault of ours.
 */
export type ProblemCode =
  | 'bad-spec' // the spec is not one, or asks for something that does not exist
  | 'bad-file' // a file is damaged, or is not what it claims to be
  | 'bad-image' // one image of many does not decode; the others can be had without it
  | 'unsupported' // a sound file of a kind that cannot be read
  | 'unfit' // data and request do not fit together (a batch larger than the pool, hinge loss with ten classes)
  | 'full' // the browser's storage quota is used up
  | 'busy' // another tab holds the run
  | 'missing' // a stored thing that is not there (any more)
  | 'device' // the GPU or the backend went away
  | 'cancelled'; // the visitor said so

export class Problem extends Error {
  override readonly name = 'Problem';

  /**
   * @param code what kind of thing went wrong
   * @param message one sentence: what happened, naming the file or run
   * @param remedy one sentence: what to do about it, where there is something
   */
  constructor(
    readonly code: ProblemCode,
    message: string,
    readonly remedy = '',
  ) {
    super(message);
  }
}

/** The two sentences of a problem, or the message of a fault, as one line. */
export function problemText(error: unknown): string {
  if (error instanceof Problem) return error.remedy ? `${error.message} ${error.remedy}` : error.message;
  return error instanceof Error ? error.message : String(error);
}

/**
 * The one of this name among those that can be chosen.
 * @param what they are, in “There is no … named”
 * @throws Problem `bad-spec` where there is none of this name
 */
export function findByName<T>(what: string, all: readonly T[], nameOf: (one: T) => string, name: string): T {
  const found = all.find((one) => nameOf(one) === name);
  if (found) return found;
  throw new Problem('bad-spec', `There is no ${what} named “${name}”.`, `Available: ${all.map(nameOf).join(', ')}.`);
}

/** Throws a `cancelled` problem once the signal is aborted. */
export function throwIfAborted(signal?: AbortSignal): void {
  if (signal?.aborted) throw new Problem('cancelled', 'Cancelled.');
}
