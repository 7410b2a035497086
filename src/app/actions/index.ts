/**
 * The page's commands, each declared once: the transport bar, the menus, the keyboard shortcuts, the help dialog and the
 * command palette take label, icon, key, availability and effect from this table.
 */
import type { Session } from '../state/session.svelte.ts';
import type { Action } from './action.ts';
import { designActions } from './design-actions.ts';
import { pageActions } from './page-actions.ts';
import { runActions } from './run-actions.ts';

export type { Action } from './action.ts';

const table = [...runActions, ...designActions, ...pageActions] as const;

export type ActionId = (typeof table)[number]['id'];

/** All actions, in the order in which the palette and the help dialog show them. */
export const actions: readonly (Action & { id: ActionId })[] = table;

export function actionOf(id: ActionId): Action {
  return actions.find((one) => one.id === id)!;
}

/** Runs the action where it is enabled. */
export function perform(action: Action, session: Session): unknown {
  return action.enabled(session) ? action.run(session) : undefined;
}
