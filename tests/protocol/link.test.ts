/** Specs in links, and refusals of invalid links. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { specFromHash, specToHash } from '../../src/protocol/link.ts';
import { presets } from '../../src/presets/index.ts';
import { parseSpec } from '../../src/protocol/spec.ts';

describe('a spec as a link', () => {
  it.each(presets.map((preset) => [preset.name, preset] as const))('%s comes back as it went', async (_, preset) => {
    const spec = parseSpec(preset.spec);
    expect(await specFromHash(`#${await specToHash(spec)}`)).toEqual(spec);
  });

  it('uses only characters that need no escaping in an address', async () => {
    const spec = parseSpec({ ...presets[0].spec, name: 'Zwei Monde, “vier” Strategien – 月' });
    const hash = await specToHash(spec);
    expect(new URL(`https://example.org/#${hash}`).hash).toBe(`#${hash}`);
    expect(hash).toMatch(/^spec=1\.[A-Za-z0-9_-]+$/);
    expect((await specFromHash(hash))?.name).toBe(spec.name);
  });

  it('is short enough for a message', async () => {
    expect((await specToHash(parseSpec(presets[0].spec))).length).toBeLessThan(700);
  });

  it('reads the plain form of browsers without compression', async () => {
    const plain = Buffer.from(JSON.stringify(presets[1]!.spec)).toString('base64url');
    expect(await specFromHash(`#spec=0.${plain}`)).toEqual(parseSpec(presets[1]!.spec));
  });

  it('ignores other fragments', async () => {
    expect(await specFromHash('')).toBeUndefined();
    expect(await specFromHash('#results')).toBeUndefined();
  });

  it('refuses a truncated link', async () => {
    const hash = await specToHash(parseSpec(presets[0].spec));
    await expect(specFromHash(hash.slice(0, -20))).rejects.toMatchObject({
      code: 'bad-spec',
      message: /whole experiment/,
    });
  });

  it('refuses a link that unpacks to far more than a spec', async () => {
    const packed = new Blob([`{"version":1,"name":"${'a'.repeat(5_000_000)}"}`])
      .stream()
      .pipeThrough(new CompressionStream('deflate-raw'));
    const bytes = Buffer.from(await new Response(packed).arrayBuffer());
    await expect(specFromHash(`#spec=1.${bytes.toString('base64url')}`)).rejects.toMatchObject({ code: 'bad-spec' });
  });

  it('fails only with a problem', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('0', '1', '2'), fc.string({ maxLength: 60 }), async (form, text) => {
        await specFromHash(`#spec=${form}.${text}`).catch((error: unknown) =>
          expect(error).toHaveProperty('code', 'bad-spec'),
        );
      }),
      { numRuns: 200 },
    );
  });
});
