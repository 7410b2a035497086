/** The spec being edited, with undo and redo over whole documents. */
import * as v from 'valibot';
import { parseSpec, specSchema, type Spec } from '../../protocol/spec.ts';
import { schemaMessage } from '../../protocol/design/schema-message.ts';

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
   * Replaces the spec where the changed one is valid.
   * @returns an error message for the field, undefined where it was replaced
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

  /** Replaces the spec; undo restores the one before. */
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

/** Whether two checked specs are equal. Their fields are in the schema's order, so that their JSON can be compared. */
export const sameSpec = (a: Spec, b: Spec): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
