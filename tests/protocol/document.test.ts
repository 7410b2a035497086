/** Exported files: specs and logs. */
import { describe, expect, it } from 'vitest';
import { presets } from '../../src/presets/index.ts';
import { readDocument } from '../../src/protocol/log/document.ts';
import { Problem } from '../../src/protocol/problem.ts';
import { parseSpec } from '../../src/protocol/spec.ts';

describe('a document', () => {
  const spec = parseSpec(presets[0].spec);

  it('is a spec, on one line or on many', () => {
    expect(readDocument(JSON.stringify(spec, null, 2), 'a.json')).toEqual({ kind: 'spec', spec });
    expect(readDocument(JSON.stringify(spec), 'a.json')).toEqual({ kind: 'spec', spec });
  });

  it('that is neither spec nor log is refused with its name', () => {
    expect(() => readDocument('{"a": 1}', 'my.json')).toThrow(/my\.json.*neither/);
    expect(() => readDocument('{"a": ', 'my.json')).toThrow(Problem);
    expect(() => readDocument('', 'my.json')).toThrow(Problem);
    expect(() => readDocument('{"version": 2}', 'my.json')).toThrow(Problem);
  });
});
