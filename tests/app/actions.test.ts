/** The table of actions: keys are unique, every action can be reached, and a disabled one does nothing. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { actionOf, actions, perform, type Action } from '../../src/app/actions/index.ts';
import { keyNames, listenForKeys } from '../../src/app/state/keys.ts';
import type { Session } from '../../src/app/state/session.svelte.ts';
import { appSources } from './app-sources.ts';

const session = {} as Session;

describe('every action', () => {
  it.each(actions)('$id has an id and label of its own, and a key that no other one has', (action) => {
    const others = actions.filter((one) => one !== action);
    expect(others.map(({ id }) => id)).not.toContain(action.id);
    expect(others.map(({ section, label }) => `${section} ${label}`)).not.toContain(
      `${action.section} ${action.label}`,
    );
    const keys = others.flatMap((one) => one.keys ?? []);
    for (const key of action.keys ?? []) expect(keys).not.toContain(key);
    expect(actionOf(action.id)).toBe(action);
  });

  it.each(actions)('$id runs where it is enabled, and only there', (action) => {
    for (const enabled of [true, false]) {
      const run = vi.fn();
      void perform({ ...action, enabled: () => enabled, run }, session);
      expect(run).toHaveBeenCalledTimes(enabled ? 1 : 0);
    }
  });
});

it('no component runs an action past its condition', () => {
  const bypassing = appSources(/\.(svelte|ts)$/).filter(
    ({ file, text }) => file !== 'actions/index.ts' && /\baction(Of\([^)]*\))?\.run\(/.test(text),
  );
  // a message's own action is none of the table
  expect(bypassing.map(({ file }) => file)).toEqual(['MessageList.svelte']);
});

describe('keys', () => {
  const listeners = new Map<string, (event: KeyboardEvent) => void>();
  let release: () => void;
  beforeEach(() => {
    vi.stubGlobal('window', {
      addEventListener: (type: string, listener: (event: KeyboardEvent) => void) => void listeners.set(type, listener),
      removeEventListener: (type: string) => void listeners.delete(type),
    });
    vi.stubGlobal('document', { querySelector: () => null });
    vi.stubGlobal('Element', class {});
    vi.stubGlobal('KeyboardEvent', class {});
  });
  afterEach(() => {
    release();
    vi.unstubAllGlobals();
  });

  const shortcuts = actions.flatMap((action) => (action.keys ?? []).map((key) => ({ key, action })));

  it.each(shortcuts)('$key leads to $action.id', ({ key, action }) => {
    const heard: Action[] = [];
    release = listenForKeys(actions, (one) => heard.push(one));
    const parts = key.split('+');
    const event = Object.assign(new KeyboardEvent('keydown'), {
      key: parts.at(-1) === 'Space' ? ' ' : parts.at(-1),
      code: parts.at(-1),
      target: null,
      defaultPrevented: false,
      preventDefault: () => undefined,
      getModifierState: (name: string) => parts.includes(name) || (parts.includes('$mod') && name === 'Control'),
    });
    listeners.get('keydown')!(event);
    expect(heard.map(({ id }) => id)).toEqual([action.id]);
  });

  it('are written as on the keyboard', () => {
    release = () => undefined;
    expect(keyNames('$mod+Shift+z')).toEqual(['Ctrl', 'Shift', 'Z']);
    expect(keyNames('ArrowLeft')).toEqual(['←']);
    expect(keyNames('Space')).toEqual(['Space']);
  });
});
