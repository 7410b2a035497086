/** The list of presets, each a complete spec; the first one runs on the first visit. */
import { asalFilePresets, asalPresets } from './asal.ts';
import { drawnPresets } from './drawn.ts';
import { firstPreset } from './first.ts';
import { mixturePaperPresets } from './mixture-paper.ts';
import { paperPresets } from './papers.ts';
import { planePresets } from './plane.ts';
import type { Preset } from './preset.ts';
import { trapPresets } from './traps.ts';

/*
 * The figures above the presets are means over their own seeds, which are counted from 1 and were not selected, in per cent on
 * the 500 test samples, measured on WASM with two cores of an AMD EPYC; the ranges are over the seeds.
 */
export const presets: readonly [Preset, ...Preset[]] = [
  firstPreset,
  ...trapPresets,
  ...planePresets,
  ...drawnPresets,
  ...asalPresets,
  ...paperPresets,
  ...mixturePaperPresets,
  ...asalFilePresets,
];
