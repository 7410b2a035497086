/** What choosing costs, in sentences: from which query on preparation has paid, and how time grows with the pool. */
import { growthOf, type SelectionLine, type Transition } from '../../metrics/queries/query-time.ts';
import type { Statement } from '../../metrics/comparison/statements.ts';
import { duration, titled } from './format.ts';

const strong = (text: string) => ({ text, strong: true });
const light = (text: string) => ({ text, strong: false });
const count = (value: number) => value.toLocaleString('en');

/** The transition point of ASAL's Fig. 6b for one arm. @param arms names of the run's arms */
export function transitionStatement(one: Transition, arms: readonly string[]): Statement {
  const [name, other] = [titled(arms[one.arm] ?? ''), arms[one.against] ?? ''];
  const costs = `${name}: ${duration(one.preparation)} of preparation, then ${exact(one.seconds)} a query; ${other}: ${exact(one.other)}. `;
  if (one.query === undefined)
    return { parts: [light(costs), strong('Never cheaper'), light(' with a pool of this size.')] };
  const from = `Cheaper in all from query ${count(one.query)} on`;
  return {
    parts: [light(costs), strong(from), light(one.reached ? '.' : ', by the means so far; preparation counted.')],
  };
}

/** Two significant digits below a second: queries are short. */
const exact = (seconds: number): string => (seconds < 1 ? `${Number(seconds.toPrecision(2))} s` : duration(seconds));

/**
 * "From 10,000 to 1,000,000 samples: ASAL ×6.3, entropy ×98"; undefined where all runs have one size. Of the first arm that
 * has several and of those with the same ends: what another grew by between other sizes is not to be compared with it.
 */
export function growthWords(lines: readonly SelectionLine[]): string | undefined {
  const grown = lines.flatMap((line) => {
    const growth = growthOf(line);
    return growth ? [{ line, growth }] : [];
  });
  const first = grown[0];
  if (!first) return undefined;
  const [from, to] = endsOf(first.line);
  const parts = grown
    .filter(({ line }) => endsOf(line)[0] === from && endsOf(line)[1] === to)
    .map(({ line, growth }) => `${titled(line.name)} ×${Number(growth.time.toPrecision(2))}`);
  return `From ${count(from)} to ${count(to)} samples: ${parts.join(', ')}`;
}

/** The smallest pool and the largest. */
const endsOf = ({ points }: SelectionLine) => [points[0]!.poolSize, points.at(-1)!.poolSize] as const;
