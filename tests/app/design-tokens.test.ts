/** Styles take their type sizes, radii and spacing from the tokens, never from literal lengths. */
import { describe, expect, it } from 'vitest';
import { appSources } from './app-sources.ts';

const sources = appSources(/\.(svelte|css)$/);
const tokens = sources.find(({ file }) => file === 'styles/tokens.css')!.text;
const styles = sources
  .filter(({ file }) => file !== 'styles/tokens.css')
  .map(({ file, text }) => ({
    file,
    css: file.endsWith('.css') ? text : (/<style>(.*)<\/style>/s.exec(text)?.[1] ?? ''),
  }));

/** "file: declaration" of every declaration of the property whose value the test refuses. */
const refused = (property: string, test: (value: string) => boolean): string[] =>
  styles.flatMap(({ file, css }) =>
    [...css.matchAll(new RegExp(`(?<![-\\w])(${property}):\\s*([^;]+);`, 'g'))]
      .filter(([, , value]) => !test(value!))
      .map(([declaration]) => `${file}: ${declaration}`),
  );

describe('the tokens', () => {
  const named = (kind: string) => [...tokens.matchAll(new RegExp(`--${kind}-([\\w]+):`, 'g'))].map(([, name]) => name);

  it('are six type sizes, six spaces, three radii and the round one', () => {
    expect(named('text')).toEqual(['xs', 's', 'm', 'l', 'xl', 'xxl']);
    expect(named('space')).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(named('radius')).toEqual(['s', 'm', 'l', 'round']);
  });

  it('are defined where they are used', () => {
    const used = styles.flatMap(({ css }) =>
      [...css.matchAll(/var\(--(?:text|space|radius)-\w+\)/g)].map(([one]) => one),
    );
    const unknown = used.filter((one) => !tokens.includes(`${one.slice(4, -1)}:`));
    expect(unknown).toEqual([]);
  });
});

describe('every style', () => {
  it('has a type size of the scale', () => {
    const root = 'clamp(15px, 0.42vw + 9px, 30px)';
    expect(refused('font-size', (value) => value === root || /^(inherit|var\(--text-\w+\))$/.test(value))).toEqual([]);
    expect(
      refused('font', (value) => value === 'inherit' || /var\(--text-\w+\)/.test(value) || value.startsWith("'")),
    ).toEqual([]);
  });

  it('has a radius of the scale', () => {
    expect(refused('border(?:-[a-z]+)*-radius', (value) => /^(?:(?:var\(--radius-\w+\)|0)\s*)+$/.test(value))).toEqual(
      [],
    );
  });

  it('has spaces of the scale: no literal rem up to 1.5', () => {
    const small = (value: string) => (value.match(/[\d.]+(?=rem)/g) ?? []).some((length) => Number(length) <= 1.5);
    expect(refused('(?:row-|column-)?gap|(?:padding|margin)(?:-[a-z]+)*', (value) => !small(value))).toEqual([]);
  });
});
