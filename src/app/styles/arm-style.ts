/** The colour, dash and mark of an arm, wherever it is drawn: by its strategy, so that they stay from design to design. */
import { getContext, setContext } from 'svelte';
import { dashes, marks, strategyStyles } from './strategy-styles.ts';

export interface ArmStyle {
  /** For lines and areas. */
  color: string;
  /** For words. */
  text: string;
  /** `stroke-dasharray` at a line width of 2. */
  dash: string;
  mark: (typeof marks)[number];
}

/** The look of an arm. @param strategies of all arms; a strategy that comes again gets another mark and another dash */
export function armStyle(arm: number, strategies: readonly string[] = []): ArmStyle {
  const strategy = strategies[arm];
  const known = strategy === undefined ? undefined : strategyStyles[strategy];
  const again = known ? strategies.slice(0, arm).filter((one) => one === strategy).length : 0;
  const [color, mark, dash] = known ?? [arm % 8, arm, arm + 3 * Math.floor(arm / 8)];
  return {
    color: `var(--arm-${color})`,
    text: `var(--arm-${color}-text)`,
    dash: dashes[(dash + again) % dashes.length]!,
    mark: marks[(mark + again) % marks.length]!,
  };
}

const KEY = Symbol('strategies of the arms');

/** Tells the components within of the arms that they draw. @param strategies read anew each time */
export const provideArms = (strategies: () => readonly string[]): unknown => setContext(KEY, strategies);

/** For a component's script: the look of each arm of the run or design that it is part of. */
export function useArmStyles(): (arm: number) => ArmStyle {
  const strategies = getContext<(() => readonly string[]) | undefined>(KEY);
  return (arm) => armStyle(arm, strategies?.());
}
