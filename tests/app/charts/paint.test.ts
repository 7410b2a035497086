/** Colours and names as an exported SVG has them. */
import { expect, test } from 'vitest';
import { escapeXml, paintAttributes, parsePaint } from '../../../src/app/charts/export/paint.ts';

test('names of arms and classes are text in an SVG', () => {
  expect(escapeXml('<script>"x"&')).toBe('&lt;script&gt;&quot;x&quot;&amp;');
});

test('what XML forbids is replaced, whatever a label holds', () => {
  expect(escapeXml('\u001b[31mfail\u000b\0 \ufffe\uffff')).toBe('�[31mfail�� ��');
  expect(escapeXml('half \ud83d, whole 🙂, half \ude42')).toBe('half �, whole 🙂, half �');
  expect(escapeXml('tab\tline\n')).toBe('tab\tline\n');
});

test('computed colours are written as every viewer reads them', () => {
  expect(parsePaint('rgb(1, 2, 3)')).toEqual({ color: 'rgb(1, 2, 3)', opacity: 1 });
  expect(parsePaint('rgba(1, 2, 3, 0.25)')).toEqual({ color: 'rgb(1, 2, 3)', opacity: 0.25 });
  expect(parsePaint('rgba(0, 0, 0, 0)').color).toBeUndefined();
  expect(parsePaint('color(srgb 1 0.5 0 / 0.4)')).toEqual({ color: 'rgb(255, 128, 0)', opacity: 0.4 });
  expect(paintAttributes('stroke', 'rgba(1, 2, 3, 0.5)', 0.5)).toBe(' stroke="rgb(1, 2, 3)" stroke-opacity="0.25"');
  expect(paintAttributes('fill', 'none')).toBe(' fill="none"');
});
