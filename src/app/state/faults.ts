/** Faults of the design that the set-up marks: a run of it is refused before anything is changed. */
import { flushSync } from 'svelte';
import { Problem } from '../../protocol/problem.ts';
import { layout } from './layout.svelte.ts';
import type { Session } from './session.svelte.ts';

/** A button only where there is no field: names of rows are buttons that explain them. */
const CONTROLS = ['input, select', 'button:not([data-aid])'];

/**
 * Says what is wrong with the design, if anything, and puts the focus on the control concerned: an invalid field first, whose
 * value is not in the design, then what does not suit the data.
 * @returns whether there is a fault
 */
export function refuseFaulty(session: Session): boolean {
  const field = document.querySelector<HTMLElement>('.setup [aria-invalid="true"]');
  const note = field
    ? document.getElementById(field.getAttribute('aria-describedby') ?? '')
    : document.querySelector<HTMLElement>('.setup [data-fault]');
  if (!field && !note) return false;
  const found = CONTROLS.map((one) => note?.parentElement?.querySelector<HTMLElement>(one));
  const control = field ?? found.find((one) => !!one);
  const name = control?.getAttribute('aria-label') ?? control?.textContent.trim() ?? '';
  session.messages.dismissErrors();
  session.messages.error(new Problem('unfit', [name, note?.textContent.trim()].filter(Boolean).join(': ')));
  // a phone or a projector may not show the set-up
  layout.showSetup();
  flushSync();
  control?.focus();
  return true;
}
