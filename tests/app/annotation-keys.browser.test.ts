/** The keys of a run that asks a person: they answer wherever the focus is, but never in place of what has the focus. */
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import AnswerPanel from '../../src/app/panels/annotate/QuestionPanel.svelte';
import { AnswerSession } from '../../src/app/panels/annotate/answer-session.svelte.ts';

let panel: ReturnType<typeof mount>;
let answerSession: AnswerSession;
let sent = 0;
function ask(form: 'sample' | 'strip') {
  const [each, count] = [form === 'strip' ? 11 : 1, 3];
  const shown = Array.from({ length: each * count }, (_, i) => i);
  const questions = { form, each, values: [...shown, ...shown], entropies: shown, predictions: shown, worth: shown.slice(0, count) }; // prettier-ignore
  answerSession = new AnswerSession({ runId: 'run', seed: 1, cycle: 0, arm: 0, questions }, [2], async () => {});
  const onsend = async () => void sent++;
  panel = mount(AnswerPanel, {
    target: document.body,
    props: {
      answerSession,
      arm: 'gaal',
      classes: ['up', 'down'],
      kind: 'plane',
      shape: [2],
      realPoints: undefined,
      onsubmit: onsend,
    },
  });
  flushSync();
}
const given = () => answerSession.answers.length;
/** Once all is answered, the button that sends has the focus. */
const sendingFocused = () => expect.poll(() => document.activeElement?.textContent).toContain('Submit answers');
/** Something else on the page, with the focus. */
function elsewhere(html: string): HTMLElement {
  const frame = document.body.appendChild(document.createElement('aside'));
  frame.innerHTML = html;
  const focused = frame.querySelector<HTMLElement>('[data-focus]')!;
  focused.focus();
  expect(document.activeElement).toBe(focused);
  return focused;
}

beforeEach(() => {
  localStorage.clear();
  sent = 0;
});
afterEach(() => {
  void unmount(panel);
  document.body.replaceChildren();
});

test('a map with the focus keeps its arrows and Enter; letters still answer', async () => {
  ask('strip');
  elsewhere('<div role="application" aria-label="map" tabindex="0" data-focus></div>');
  await userEvent.keyboard('{ArrowLeft}{ArrowRight}{ArrowRight}{Enter}');
  expect([given(), answerSession.change]).toEqual([0, { after: 6, first: 0 }]);
  await userEvent.keyboard('s');
  expect(answerSession.change.first).toBe(1);
  for (let i = 0; i < 3; i++) answerSession.confirmChange();
  await sendingFocused();
  elsewhere('<div role="application" aria-label="map" tabindex="0" data-focus></div>');
  await userEvent.keyboard('{Enter}');
  expect(sent).toBe(0);
});

test('what folds out still does so with Enter', async () => {
  ask('strip');
  const summary = elsewhere('<details><summary data-focus>More</summary></details>');
  await userEvent.keyboard('{Enter}');
  expect([given(), (summary.parentElement as HTMLDetailsElement).open]).toEqual([0, true]);
});

test('nothing is answered behind an open dialog, wherever the focus went', () => {
  ask('sample');
  const dialog = document.body.appendChild(document.createElement('dialog'));
  dialog.showModal();
  const press = () => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '1', bubbles: true }));
  press();
  expect(given()).toBe(0);
  dialog.close();
  press();
  expect(given()).toBe(1);
});

test('a key held down answers one question; an arrow moves the marker on', async () => {
  ask('strip');
  await userEvent.keyboard('{ArrowLeft>3/}');
  expect(answerSession.change.after).toBe(3);
  await userEvent.keyboard('{Enter>5/}');
  expect([given(), sent]).toEqual([1, 0]);
  await userEvent.keyboard('{Enter}');
  expect(given()).toBe(2);
  await userEvent.keyboard('{Enter>5/}');
  await sendingFocused();
  expect([given(), sent]).toEqual([3, 0]);
});

test('a class’s key answers, and a sample has a button for each class', async () => {
  ask('sample');
  await userEvent.keyboard('2');
  // nor does the page take what is left of a key held down for its own
  const left: string[] = [];
  const page = ({ key, defaultPrevented }: KeyboardEvent) => void (defaultPrevented || left.push(key));
  window.addEventListener('keydown', page);
  await userEvent.keyboard('{?>4/}');
  window.removeEventListener('keydown', page);
  expect(answerSession.answers).toEqual([[1], [-1]]);
  expect(left).toEqual([]);
  const names = Array.from(document.querySelectorAll('.classes button'), (button) => button.textContent.trim());
  expect(names.map((name) => name.split(/\s+/))).toEqual([['up', '1'], ['down', '2']]); // prettier-ignore
  document.querySelector<HTMLElement>('.classes button')!.click();
  expect(answerSession.answers).toEqual([[1], [-1], [0]]);
});
