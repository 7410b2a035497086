/** Tooltips open on hover, keyboard focus and a long press; Escape, leaving and pressing close them. */
import { createRawSnippet, flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { tooltipState } from '../../src/app/widgets/tooltip.svelte.ts';
import Button from '../../src/app/widgets/Button.svelte';
import IconButton from '../../src/app/widgets/IconButton.svelte';
import Toggletip from '../../src/app/widgets/Toggletip.svelte';
import TooltipLayer from '../../src/app/widgets/TooltipLayer.svelte';
import Square from '@lucide/svelte/icons/square';

const text = (words: string) => createRawSnippet(() => ({ render: () => `<span>${words}</span>` }));
const onclick = vi.fn();
let mounted: ReturnType<typeof mount>[];
const bubble = () => document.querySelector('[role="tooltip"]')?.textContent.trim();
const button = (index = 0) => document.querySelectorAll('button')[index]!;

beforeEach(async () => {
  onclick.mockClear();
  document.body.style.padding = '80px';
  // the mouse of the test before may be over the place of a button
  document.body.insertAdjacentHTML('beforeend', '<p style="position: fixed; right: 0; bottom: 0; margin: 0">away</p>');
  await userEvent.hover(document.querySelector('p')!);
  tooltipState.tabbed = true;
  mounted = [
    mount(Button, { target: document.body, props: { tooltip: 'Run one cycle', onclick, children: text('Step') } }),
    mount(IconButton, { target: document.body, props: { icon: Square, label: 'Stop', key: 'S' } }),
    mount(Toggletip, { target: document.body, props: { text: 'Samples to query from', children: text('Pool') } }),
    mount(TooltipLayer, { target: document.body, props: {} }),
  ];
  flushSync();
});
afterEach(async () => {
  (document.activeElement as HTMLElement).blur();
  for (const one of mounted) await unmount(one);
  document.body.replaceChildren();
});

test('keyboard focus shows it, Escape and leaving hide it', async () => {
  await userEvent.tab();
  await expect.poll(bubble).toBe('Run one cycle');
  await userEvent.keyboard('{Escape}');
  await expect.poll(bubble).toBeUndefined();
  await userEvent.tab();
  await expect.poll(bubble).toBe('Stop (S)');
  await userEvent.tab();
  await expect.poll(bubble).toBe('Samples to query from');
});

test('scrolling takes the bubble of a focused element along, and hides that of a hovered one', async () => {
  document.body.style.height = '3000px';
  await userEvent.tab();
  await expect.poll(bubble).toBe('Run one cycle');
  const top = () => document.querySelector('[role="tooltip"]')!.getBoundingClientRect().top;
  const gap = () => top() - button().getBoundingClientRect().bottom;
  const before = gap();
  window.scrollTo(0, 40);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(bubble()).toBe('Run one cycle');
  expect(gap()).toBeCloseTo(before, 0);
  button().blur();
  window.scrollTo(0, 0);
  await userEvent.hover(button(1));
  await expect.poll(bubble).toBe('Stop (S)');
  window.scrollTo(0, 30);
  await expect.poll(bubble).toBeUndefined();
  window.scrollTo(0, 0);
  document.body.style.height = '';
});

test('hovering shows it after a moment, on the bubble it stays, and a click hides it', async () => {
  await userEvent.hover(button());
  await expect.poll(bubble).toBe('Run one cycle');
  await userEvent.hover(document.querySelector('[role="tooltip"]')!);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(bubble()).toBe('Run one cycle');
  await userEvent.click(button());
  await expect.poll(bubble).toBeUndefined();
  expect(onclick).toHaveBeenCalledTimes(1);
});

test('a long press shows it and does not press; a tap presses and shows nothing', async () => {
  const touch = (type: string) =>
    button().dispatchEvent(new PointerEvent(type, { pointerType: 'touch', bubbles: true, cancelable: true }));
  touch('pointerdown');
  await expect.poll(bubble).toBe('Run one cycle');
  touch('pointerup');
  button().click();
  expect(onclick).not.toHaveBeenCalled();
  touch('pointerdown');
  touch('pointerup');
  button().click();
  expect(onclick).toHaveBeenCalledTimes(1);
});

test('a word with an explanation shows it at a tap', async () => {
  button(2).click();
  await expect.poll(bubble).toBe('Samples to query from');
  button(2).click();
  await expect.poll(bubble).toBeUndefined();
});

test('the text is the accessible description, unless it is the name', () => {
  expect(button().getAttribute('aria-description')).toBe('Run one cycle');
  expect(button(2).getAttribute('aria-description')).toBe('Samples to query from');
});

test('the bubble stays within the window', async () => {
  document.body.style.padding = '0';
  await userEvent.tab();
  await expect.poll(bubble).toBe('Run one cycle');
  const box = document.querySelector('[role="tooltip"]')!.getBoundingClientRect();
  expect(box.left).toBeGreaterThanOrEqual(0);
  expect(box.top).toBeGreaterThanOrEqual(0);
  expect(box.bottom).toBeLessThanOrEqual(innerHeight);
});
