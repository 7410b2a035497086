/** Every strategy has a look of its own, in every design the same; random sampling is grey. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { armStyle } from '../../src/app/styles/arm-style.ts';
import { strategyStyles } from '../../src/app/styles/strategy-styles.ts';
import { strategies } from '../../src/strategies/index.ts';

const names = strategies.map(({ about }) => about.name);
const tokens = readFileSync(new URL('../../src/app/styles/tokens.css', import.meta.url), 'utf8');

describe('the look of a strategy', () => {
  it('is declared for each of the list, and for nothing else', () => {
    expect(Object.keys(strategyStyles).sort()).toEqual([...names].sort());
  });

  it('has a colour of its own that the tokens define, and differs in mark or dash as well', () => {
    const styles = names.map((name) => armStyle(0, [name]));
    expect(new Set(styles.map(({ color }) => color)).size).toBe(names.length);
    expect(new Set(styles.map(({ mark, dash }) => `${mark} ${dash}`)).size).toBe(names.length);
    for (const { color } of styles) expect(tokens).toContain(`${color.slice(4, -1)}: light-dark(`);
  });

  it('stays when other strategies stand before it', () => {
    for (const name of names) expect(armStyle(3, ['a', 'b', 'c', name])).toEqual(armStyle(0, [name]));
  });

  it('of random sampling is grey, light and dark', () => {
    const token = armStyle(0, ['random']).color.slice(4, -1);
    const [, ...themes] = new RegExp(`${token}: light-dark\\(#(\\w+), #(\\w+)\\)`).exec(tokens)!;
    for (const hex of themes) {
      const channels = [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
      expect(Math.max(...channels) - Math.min(...channels)).toBeLessThan(20);
    }
  });

  it('keeps its colour where the strategy comes again, with another mark and another dash', () => {
    const arms = ['random', 'margin', 'random', 'random'];
    const [first, , second, third] = arms.map((_, arm) => armStyle(arm, arms));
    expect(new Set([first, second, third].map((style) => style!.color)).size).toBe(1);
    expect(new Set([first, second, third].map((style) => style!.mark)).size).toBe(3);
    expect(new Set([first, second, third].map((style) => style!.dash)).size).toBe(3);
  });

  it('goes by the place of an arm whose strategy is not known', () => {
    expect(armStyle(1, ['new', 'newer']).color).not.toBe(armStyle(0, ['new', 'newer']).color);
  });
});
