/** Logarithmic axes. */

/** From the least to the greatest positive value, padded, at least half a decade wide. Values below 1e-6 count as 1e-6. */
export function logRange(values: readonly number[]): [number, number] {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  if (positive.length === 0) return [1, 10];
  const [low, high] = [Math.log10(Math.max(1e-6, Math.min(...positive))), Math.log10(Math.max(...positive))];
  const padding = Math.max(0.06 * (high - low), 0.25 - (high - low) / 2);
  return [10 ** (low - padding), 10 ** (high + padding)];
}

/** Powers of ten within the range; where there are fewer than two, also their multiples by 2 and 5. */
export function logTicks([low, high]: readonly [number, number]): number[] {
  const decades: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) decades.push(power);
  const within = (steps: readonly number[]) =>
    decades
      .flatMap((power) => steps.map((step) => Number(`${step}e${power}`)))
      .filter((tick) => tick >= low && tick <= high);
  const whole = within([1]);
  return whole.length >= 2 ? whole : within([1, 2, 5]);
}
