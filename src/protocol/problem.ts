/**
 * The one kind of error with a message for the user. Every room throws `Problem` where something outside of the code is
 * wrong (a file, a spec, a quota, a device); any other error is a bug.
 */
export type ProblemCode =
  | 'bad-spec' // the spec is invalid, or names something that does not exist
  | 'bad-file' // a file is damaged, or its content contradicts its format
  | 'bad-image' // one image of many cannot be decoded; the others can be imported without it
  | 'unsupported' // a valid file of a kind that cannot be read
  | 'unfit' // data and request do not match (a batch larger than the pool, hinge loss with ten classes)
  | 'full' // the browser's storage quota is used up
  | 'busy' // another tab holds the run
  | 'missing' // something is not in storage (any more)
  | 'device' // the GPU or the backend was lost
  | 'cancelled'; // cancelled by the user

export class Problem extends Error {
  override readonly name = 'Problem';

  /**
   * @param code the kind of problem
   * @param message one sentence: what happened, naming the file or run
   * @param remedy one sentence: what to do about it, if anything
   */
  constructor(
    readonly code: ProblemCode,
    message: string,
    readonly remedy = '',
  ) {
    super(message);
  }
}

/** The two sentences of a problem, or the message of another error, as one line. */
export function problemText(error: unknown): string {
  if (error instanceof Problem) return error.remedy ? `${error.message} ${error.remedy}` : error.message;
  return error instanceof Error ? error.message : String(error);
}

/**
 * The entry of this name in a list.
 * @param what kind of entry it is, in “There is no … named”
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
