/** The arms' colours for a figure that leaves the page, where its lines have no names at their ends. */
import { armStyle } from '../../styles/arm-style.ts';
import type { LegendEntry } from '../export-svg.ts';
import { palette } from '../palette.svelte.ts';
import { capitalise } from '../format.ts';

/** More lines than this have no names at their ends, and need a key. */
export const maxDirectLabels = 6;

export const armLegend = (arms: readonly string[]): LegendEntry[] =>
  arms.length <= maxDirectLabels
    ? []
    : arms.map((name, arm) => ({ text: capitalise(name), color: palette.css(armStyle(arm).color.slice(4, -1)) }));
