/** Sentences on selection time: from which query on preparation has paid off, and how the time grows with the pool. */
import { queryTimeGrowth, type QueryTimeLine, type BreakEven } from './query-time.ts';
import type { Statement } from '../comparison/statements.ts';
import { formatDuration, capitalise } from '../format.ts';

const emphasised = (text: string) => ({ text, strong: true });
const plainPart = (text: string) => ({ text, strong: false });
const formatCount = (value: number) => value.toLocaleString('en');

/** The transition point of one arm (ASAL, Fig. 6b). @param arms names of the run's arms */
export function transitionStatement(one: BreakEven, arms: readonly string[]): Statement {
  const [name, other] = [capitalise(arms[one.arm] ?? ''), arms[one.baseline] ?? ''];
  const costText = `${name}: ${formatDuration(one.assetSeconds)} of preparation, then ${shortDuration(one.seconds)} a query; ${other}: ${shortDuration(one.baselineSeconds)}. `;
  if (one.query === undefined)
    return { parts: [plainPart(costText), emphasised('Never cheaper'), plainPart(' with a pool of this size.')] };
  const from = `Cheaper in total from query ${formatCount(one.query)} on`;
  return {
    parts: [
      plainPart(costText),
      emphasised(from),
      plainPart(one.reached ? '.' : ', projected from the means so far; includes preparation.'),
    ],
  };
}

/** Two significant digits below a second: queries are short. */
const shortDuration = (seconds: number): string =>
  seconds < 1 ? `${Number(seconds.toPrecision(2))} s` : formatDuration(seconds);

/**
 * "From 10,000 to 1,000,000 samples: ASAL ×6.3, entropy ×98"; undefined where all runs have one pool size. Only arms with
 * the same smallest and largest pool as the first one, since growth between other sizes cannot be compared.
 */
export function growthText(lines: readonly QueryTimeLine[]): string | undefined {
  const grown = lines.flatMap((line) => {
    const growth = queryTimeGrowth(line);
    return growth ? [{ line, growth }] : [];
  });
  const first = grown[0];
  if (!first) return undefined;
  const [from, to] = poolSizeRange(first.line);
  const parts = grown
    .filter(({ line }) => poolSizeRange(line)[0] === from && poolSizeRange(line)[1] === to)
    .map(({ line, growth }) => `${capitalise(line.name)} ×${Number(growth.time.toPrecision(2))}`);
  return `From ${formatCount(from)} to ${formatCount(to)} samples: ${parts.join(', ')}`;
}

/** Sizes of the smallest and of the largest pool. */
const poolSizeRange = ({ points }: QueryTimeLine) => [points[0]!.poolSize, points.at(-1)!.poolSize] as const;
