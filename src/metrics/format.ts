/** Formats of numbers and names in figures and panels. */
import type { BackendInfo } from '../protocol/events.ts';
import type { Cell } from './csv.ts';

/** A fraction in percent: "91.8". */
export const formatPercent = (fraction: number): string => (100 * fraction).toFixed(1);

/** Two significant digits, or all of a whole part: "0.69", "0.0070", "1.4", "10", "1,250", "0". */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size === 0) return '0';
  const sign = value < 0 ? '−' : '';
  if (size < 1e-6) return sign + size.toExponential(1).replace('e-', 'e−');
  if (size >= 9.95) return sign + Math.round(size).toLocaleString('en');
  // 0.0997 is 0.10: the places follow the rounded number
  const places = Math.max(0, 1 - Math.floor(Math.log10(Number(size.toPrecision(2)))));
  return sign + size.toFixed(places);
}

/** Seconds as text: "0.12 s", "4.3 s", "2 min 05 s". */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 1) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** Recall of an approximate neighbour index. */
export const neighbourRecallText = (recall: number): string =>
  `approximate neighbours: ${formatPercent(recall)} % of the true ones are found`;

/** An arm's name at the start of a line. */
export const capitalise = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** A name within a sentence; symbols and spellings such as "I_like", "DeepFool" keep their case. */
export const uncapitalise = (name: string): string =>
  /^[A-Z][a-z](?!\S*[A-Z])/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;

/** A name cut to at most this many characters. */
export const truncate = (name: string, most: number): string =>
  name.length > most ? `${name.slice(0, most - 1)}…` : name;

/** The class's name, or its number where it has none; "no label" for −1. */
export const className = (classes: readonly string[], label: number | undefined): string =>
  label === undefined || label < 0 ? 'no label' : (classes[label] ?? String(label));

/** Formatter of a column's cells: integers as they are, otherwise the same number of decimals for all. */
export function columnFormatter(cells: readonly Cell[]): (cell: Cell) => string {
  const numbers = cells.filter((cell): cell is number => typeof cell === 'number' && Number.isFinite(cell));
  const decimals = numbers.every(Number.isInteger) ? 0 : numbers.some((one) => Math.abs(one) >= 10) ? 2 : 4;
  return (cell) => (typeof cell === 'number' ? (Number.isFinite(cell) ? cell.toFixed(decimals) : '') : (cell ?? ''));
}

/** "1 class", "1,200 classes". */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export const backendLabels: Record<BackendInfo['name'], string> = { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'CPU' };

/** "12.3 MB", in powers of 1000. */
export function formatBytes(count: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}
