/** The colour, dash and mark of an arm, wherever it is drawn; dash and mark tell arms apart without colour. */
export interface ArmStyle {
  /** For lines and areas. */
  color: string;
  /** For words. */
  text: string;
  /** `stroke-dasharray` at a line width of 2. */
  dash: string;
  mark: 'circle' | 'square' | 'triangle' | 'diamond' | 'cross' | 'star' | 'wye' | 'plus';
}

const dashes = ['none', '7 4', '2 3.5', '9 3.5 2 3.5', '13 4', '5 2.5 1.5 2.5 1.5 2.5', '4 4', '11 3 3 3 3 3'];
const marks: ArmStyle['mark'][] = ['circle', 'square', 'triangle', 'diamond', 'cross', 'star', 'wye', 'plus'];

/** The look of the arm at this place of the spec; from the ninth on colours and marks come again with another dash. */
export function armStyle(arm: number): ArmStyle {
  const turn = arm % 8;
  return {
    color: `var(--arm-${turn})`,
    text: `var(--arm-${turn}-text)`,
    dash: dashes[(turn + 3 * Math.floor(arm / 8)) % 8]!,
    mark: marks[turn]!,
  };
}
