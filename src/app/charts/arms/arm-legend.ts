/** The arms' colours for a figure that leaves the page, where its lines have no names at their ends. */
import { armLook } from '../../styles/arm-style.ts';
import type { KeyEntry } from '../export-svg.ts';
import { palette } from '../palette.svelte.ts';
import { titled } from '../format.ts';

/** More lines than this have no names at their ends, and need a key. */
export const mostNames = 6;

export const armKey = (arms: readonly string[]): KeyEntry[] =>
  arms.length <= mostNames
    ? []
    : arms.map((name, arm) => ({ text: titled(name), color: palette.css(armLook(arm).color.slice(4, -1)) }));
