/** Names of measures and of a training's open metrics, as a table's column and as a label. */

const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s_-]+/);

/** `criticEntropy`, `log-loss` → `critic_entropy`, `log_loss`. */
export const columnName = (name: string): string => wordsOf(name).join('_');

/** `criticEntropy` → “Critic entropy”. */
export function metricLabel(name: string): string {
  const label = wordsOf(name).join(' ');
  return label.charAt(0).toUpperCase() + label.slice(1);
}
