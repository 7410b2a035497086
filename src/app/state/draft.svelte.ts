/** The spec being edited. It is a document, so that taking back a change is keeping the one before. */
import * as v from 'valibot';
import { parseSpec, specSchema, type Spec } from '../../protocol/spec.ts';
import { explain } from './design/schema-message.ts';

const MOST_STEPS_BACK = 200;

export class Draft {
  spec: Spec;
  private past = $state.raw<Spec[]>([]);
  private future = $state.raw<Spec[]>([]);

  constructor(spec: Spec) {
    this.spec = $state.raw(spec);
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /**
   * Makes a changed spec the present one where it is sound.
   * @returns what is wrong with it, in words for the field; nothing where it was taken
   */
  edit(changed: unknown): string | undefined {
    const result = v.safeParse(specSchema, changed);
    if (!result.success) return explain(result.issues[0]);
    try {
      this.load(parseSpec(changed));
    } catch (error) {
      return (error as Error).message;
    }
    return undefined;
  }

  /** Puts another spec in place; going back leads to the one that was there. */
  load(spec: Spec): void {
    if (sameSpec(spec, this.spec)) return;
    this.past = [...this.past, this.spec].slice(-MOST_STEPS_BACK);
    this.future = [];
    this.spec = spec;
  }

  undo(): void {
    const before = this.past.at(-1);
    if (!before) return;
    this.future = [this.spec, ...this.future];
    this.past = this.past.slice(0, -1);
    this.spec = before;
  }

  redo(): void {
    const [after, ...rest] = this.future;
    if (!after) return;
    this.past = [...this.past, this.spec];
    this.future = rest;
    this.spec = after;
  }
}

/** Whether two specs say the same. Checked specs have their fields in the schema's order, so that text tells. */
export const sameSpec = (a: Spec, b: Spec): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
