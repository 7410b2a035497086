/** A key belongs to the focused element first: typing never starts a run. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isKeyTaken } from '../../src/app/state/keys.ts';

/** As much of an element as the question needs: which of the selectors' parts it, or one around it, matches. */
class Stub {
  constructor(private readonly matches: string[]) {}
  closest(selector: string) {
    return selector.split(',').some((part) => this.matches.includes(part.trim())) ? this : null;
  }
}

beforeEach(() => vi.stubGlobal('Element', Stub));
afterEach(() => vi.unstubAllGlobals());

const on = (...matches: string[]) => new Stub(matches) as unknown as EventTarget;

it.each([
  ['a text field', on('input'), [true, true, true]],
  ['a choice', on('select'), [true, true, true]],
  ['an open dialog', on('dialog[open]'), [true, true, true]],
  ['a button', on('button'), [true, false, false]],
  ['an item of a menu', on('[role^="menuitem"]', '[role="menu"]'), [true, true, false]],
  ['a slider', on('[role="slider"]'), [true, true, false]],
  ['the page', on(), [false, false, false]],
])('%s', (_, target, [press, arrow, other]) => {
  expect(isKeyTaken(target, 'none')).toBe(_ === 'an open dialog');
  expect(isKeyTaken(target, 'press')).toBe(press);
  expect(isKeyTaken(target, 'arrow')).toBe(arrow);
  expect(isKeyTaken(target, 'other')).toBe(other);
});
