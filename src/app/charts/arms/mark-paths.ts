/** The arms' marks as SVG paths around the origin. */
import {
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
  symbolTimes,
} from 'd3';
import type { ArmStyle } from '../../styles/arm-style.ts';

const types = {
  circle: symbolCircle,
  square: symbolSquare,
  triangle: symbolTriangle,
  diamond: symbolDiamond,
  cross: symbolTimes,
  star: symbolStar,
  wye: symbolWye,
  plus: symbolCross,
} as const;

/** @param size approximate diameter in pixels */
export const markPath = (mark: ArmStyle['mark'], size: number): string =>
  symbol(types[mark], 0.62 * size * size)() ?? '';
