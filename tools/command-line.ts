/** Shared by the commands under `tools`: parsing of options, refusals in one sentence, exit status. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { Problem, problemText } from '../src/protocol/problem.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** A refusal of the command `npm run NAME`, which points to its `--help`. */
export const usageProblem =
  (name: string) =>
  (message: string): Problem =>
    new Problem('bad-spec', message, `See npm run ${name} -- --help.`);

/** @throws Problem for an unknown option or a missing value */
export function parseWords<T extends Options>(args: string[], options: T, refuse: (message: string) => Problem) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw refuse(`${(error as Error).message.split('. ')[0]!.replace(/\.$/, '')}.`);
  }
}

/**
 * Runs a command: sets the exit status that it returns, or 1 after one sentence on stderr. With DEBUG set, an unexpected
 * error also prints its stack.
 */
export async function runCommand(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof Problem) && process.env.DEBUG) console.error(error);
    process.stderr.write(`${problemText(error).replace(/\s+/g, ' ')}\n`);
    process.exitCode = 1;
  }
}
