/** Names and values in the width of an arm's card: a long value wraps, and the names stay whole. */
import { mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import '../../src/app/styles/base.css';
import FactList from '../../src/app/widgets/FactList.svelte';

let list: ReturnType<typeof mount>;
afterEach(async () => {
  await unmount(list);
  document.body.replaceChildren();
});

test('a long value leaves the names in one line', () => {
  const facts = [
    ['Batch', '64'],
    ['Validation checks', '20'],
    ['λ relative to', 'the distance, as in the paper that is cited (10 in Gulrajani et al.)'],
  ] as const;
  const target = document.body.appendChild(document.createElement('div'));
  target.style.width = '250px';
  list = mount(FactList, { target, props: { facts } });
  const heights = [...target.querySelectorAll('dt')].map((name) => name.getBoundingClientRect().height);
  expect(heights[1]).toBe(heights[0]);
  expect(target.querySelectorAll('dd')[2]!.getBoundingClientRect().height).toBeGreaterThan(heights[0]! * 1.5);
  expect(target.scrollWidth).toBeLessThanOrEqual(250);
});
