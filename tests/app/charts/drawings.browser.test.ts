/** Single drawings in a real browser: edges of a plane, and which clicks on the latent map inspect a sample. */
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import LatentView from '../../../src/app/figures/latent-map/LatentCanvas.svelte';
import { dataExtent, planeScales } from '../../../src/projection/plane/plane-scales.ts';
import { focus } from '../../../src/app/state/focus.svelte.ts';
import { SampleCache } from '../../../src/app/state/sample-cache.svelte.ts';

beforeEach(() => focus.reset());

test('edges leave air around what they hold, and make room for a single point', () => {
  expect(dataExtent([0, 10, 5], [3, 1, 2], 0.1)).toEqual([-1, 11, 0.8, 3.2]);
  const place = planeScales(dataExtent([4], [7], 0.06), 360, 260);
  expect(place.x(4)).toBeCloseTo(180);
  expect(place.y(7)).toBeCloseTo(130);
});

let view: ReturnType<typeof mount> | undefined;
afterEach(() => {
  if (view) void unmount(view);
  view = undefined;
});

test('only the first button inspects a sample of the latent map', async () => {
  view = mount(LatentView, {
    target: document.body,
    props: {
      map: {
        ...{ seed: 1, cycle: 0, arm: 0, indices: Int32Array.of(7, 8), labels: new Int32Array(2) },
        ...{ predictions: new Int32Array(2), scores: [], features: new Float32Array(2), size: 1, loggedLearner: true },
        positions: Float32Array.of(0, 0, 1, 1),
      },
      ...{
        colors: ['#000', '#000'],
        marks: ['circle' as const, 'circle' as const],
        stateOf: () => 'pool' as const,
        sampleText: String,
        arm: '#00f',
        label: 'Map',
      },
      ...{ cache: new SampleCache(async () => ({ values: new Float32Array(), labels: new Int32Array() })) },
      ...{ kind: 'plane', shape: [2] },
    },
  });
  const map = document.querySelector<HTMLElement>('[role="application"]')!;
  await expect.poll(() => map.querySelector('svg')!.viewBox.baseVal.width).toBeGreaterThan(0);
  flushSync();
  const { left, top, width, height } = map.getBoundingClientRect();
  // where the first of the two stands: the map is at most 1.8 times as wide as it is high
  const across = Math.min(width - 28, 1.8 * (height - 28));
  const at = { clientX: left + (width - across) / 2, clientY: top + 14 };
  const up = (button: number) => map.dispatchEvent(new PointerEvent('pointerup', { ...at, button, bubbles: true }));
  up(2);
  up(1);
  expect(focus.inspected).toBeUndefined();
  up(0);
  expect(focus.inspected).toEqual({ kind: 'sample', index: 7 });
});
