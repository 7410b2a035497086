/** Seeds as a line of text: "1, 2, 3", "1-5", or a count: "5" means the seeds 1 to 5. A single other one is "7,". */

const MAX_SEEDS = 100;

/** The seeds in the text, or an error message. */
export function parseSeeds(text: string): number[] | string {
  const trimmed = text.trim();
  if (/^\d+$/.test(trimmed)) {
    const count = Number(trimmed);
    if (count < 1 || count > MAX_SEEDS)
      return `A count of seeds lies from 1 to ${MAX_SEEDS}; a seed alone is written “${trimmed},”.`;
    return integersFrom(1, count);
  }
  const seeds: number[] = [];
  for (const part of trimmed.split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const range = /^(\d+)\s*[-–]\s*(\d+)$/.exec(part);
    if (range && Number(range[2]) >= Number(range[1]) && Number(range[2]) - Number(range[1]) < MAX_SEEDS)
      seeds.push(...integersFrom(Number(range[1]), Number(range[2])));
    else if (/^\d+$/.test(part)) seeds.push(Number(part));
    else return 'Seeds are whole numbers: “1, 2, 3”, “1-5”, or a count.';
  }
  if (seeds.length === 0) return 'There must be at least one seed.';
  if (seeds.length > MAX_SEEDS) return `There can be at most ${MAX_SEEDS} seeds.`;
  if (new Set(seeds).size < seeds.length) return 'A seed is there twice.';
  return seeds;
}

/** The text that `parseSeeds` reads. */
export function formatSeeds(seeds: readonly number[]): string {
  const [first] = seeds;
  if (first !== undefined && seeds.length === 1) return first === 1 ? '1' : `${first},`;
  const inRow = seeds.length > 3 && seeds.every((seed, index) => seed === first! + index);
  return inRow ? `${first}–${seeds.at(-1)}` : seeds.join(', ');
}

const integersFrom = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
