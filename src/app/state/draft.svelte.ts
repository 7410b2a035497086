/** The spec being edited. It is a document, so that taking back a change is keeping the one before. */
import * as v from 'valibot';
import { parseSpec, specSchema, type Spec } from '../../protocol/spec.ts';
import { schemaMessage } from './design/schema-message.ts';

const MAX_UNDO = 200;

export class Draft {
  spec: Spec;
  private undoStack = $state.raw<Spec[]>([]);
  private redoStack = $state.raw<Spec[]>([]);

  constructor(spec: Spec) {
    this.spec = $state.raw(spec);
  }

  get canUndo(): boolean {
    return this.undoStack.length > 0;
  }

  get canRedo(): boolean {
    return this.redoStack.length > 0;
  }

  /**
   * Makes a changed spec the present one where it is sound.
   * @returns what is wrong with it, in words for the field; nothing where it was taken
   */
  edit(changed: unknown): string | undefined {
    const result = v.safeParse(specSchema, changed);
    if (!result.success) return schemaMessage(result.issues[0]);
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
    this.undoStack = [...this.undoStack, this.spec].slice(-MAX_UNDO);
    this.redoStack = [];
    this.spec = spec;
  }

  undo(): void {
    const before = this.undoStack.at(-1);
    if (!before) return;
    this.redoStack = [this.spec, ...this.redoStack];
    this.undoStack = this.undoStack.slice(0, -1);
    this.spec = before;
  }

  redo(): void {
    const [after, ...rest] = this.redoStack;
    if (!after) return;
    this.undoStack = [...this.undoStack, this.spec];
    this.redoStack = rest;
    this.spec = after;
  }
}

/** Whether two specs say the same. Checked specs have their fields in the schema's order, so that text tells. */
export const sameSpec = (a: Spec, b: Spec): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
