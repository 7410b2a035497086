/** Marks of classes and arms: as many as are needed, of equal areas, none of them an open line. */
import { describe, expect, it } from 'vitest';
import { classMark, markPath, type Mark } from '../../../src/app/charts/marks.ts';
import { classToken } from '../../../src/app/charts/palette.svelte.ts';
import { armStyle } from '../../../src/app/styles/arm-style.ts';

const marks: Mark[] = [...new Set([...Array(100).keys()].map((label) => classMark(label)))];

/** Area inside a closed outline of straight lines. */
function areaOf(path: string): number {
  expect(path).toMatch(/^M[^MA]+Z$/i);
  const points = path
    .slice(1, -1)
    .split('L')
    .map((point) => point.split(' ').map(Number) as [number, number]);
  const doubled = points.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = points[(i + 1) % points.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(doubled) / 2;
}

describe('the marks', () => {
  it('tell a hundred classes apart together with the colours, and ten by colours alone', () => {
    const looks = Array.from({ length: 100 }, (_, label) => `${classMark(label)} ${classToken(label)}`);
    expect(new Set(looks).size).toBe(100);
    expect(new Set(looks.slice(0, 10).map((look) => look.split(' ')[0]))).toEqual(new Set(['circle']));
    expect(classMark(-1)).toBe('circle');
  });

  it.each(marks.filter((mark) => mark !== 'circle'))('%s has the area of a circle', (mark) => {
    expect(areaOf(markPath(mark, 10)) / (100 * Math.PI)).toBeCloseTo(1, 2);
  });

  it.each(marks)('%s is the same at every place', (mark) => {
    const numbers = (path: string) => path.match(/-?[\d.]+/g)!.map(Number);
    const [here, there] = [numbers(markPath(mark, 4)), numbers(markPath(mark, 4, [100, 100]))];
    const moved = mark === 'circle' ? [0, 1] : here.keys();
    for (const i of moved) expect(there[i]! - here[i]!).toBeCloseTo(100, 1);
  });

  it('of eight arms are all among them and differ', () => {
    const ofArms = Array.from({ length: 8 }, (_, arm) => armStyle(arm).mark);
    expect(new Set(ofArms).size).toBe(8);
    for (const mark of ofArms) expect(marks).toContain(mark);
  });
});
