/** The dot of a map that pointer or arrow key refers to. */
import { describe, expect, test } from 'vitest';
import { nearestDot, nextDotInDirection, type DotState } from '../../src/projection/plane/nearest-dot.ts';

describe('on a map', () => {
  const dot = (x: number, y: number, state: DotState = 'pool') => ({ x, y, state });

  test('the pointer selects the nearest dot, queried ones first', () => {
    const dots = [dot(0, 0), dot(10, 0, 'queried'), dot(50, 50)];
    expect(nearestDot(dots, [4, 0])).toBe(dots[1]);
    expect(nearestDot(dots, [2, 0])).toBe(dots[0]);
    expect(nearestDot(dots, [30, 30])).toBeUndefined();
  });

  test('an arrow key moves in its direction, and stays at the edge', () => {
    const dots = [dot(0, 0), dot(10, 1), dot(3, 9), dot(30, 0), dot(-5, 0, 'queried')];
    expect(nextDotInDirection(dots, -1, [1, 0])).toBe(dots[4]);
    expect(nextDotInDirection(dots, 0, [1, 0])).toBe(dots[1]);
    expect(nextDotInDirection(dots, 0, [0, 1])).toBe(dots[2]);
    expect(nextDotInDirection(dots, 0, [-1, 0])).toBe(dots[4]);
    expect(nextDotInDirection(dots, 3, [1, 0])).toBeUndefined();
  });
});
