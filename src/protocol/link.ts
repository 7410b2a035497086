/**
 * A spec as the fragment of an address (behind `#`): `spec=1` (deflated) or `spec=0` (plain), a dot, and base64url. The fragment
 * is never sent to a server, so only the readers of a link see the spec.
 */
import { fromBase64, toBase64 } from './base64.ts';
import { Problem } from './problem.ts';
import { parseSpecText, type Spec } from './spec.ts';

/** Largest accepted size of an unpacked spec, far above that of any real one. */
const MAX_BYTES = 256 * 1024;

const damagedLink = () =>
  new Problem('bad-spec', 'The link is incomplete.', 'Copy it again from its beginning to its end.');

/** The fragment of a spec, without `#`. */
export async function specToHash(spec: Spec): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(spec));
  if (typeof CompressionStream === 'undefined') return `spec=0.${toBase64Url(bytes)}`;
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return `spec=1.${toBase64Url(await readAll(packed))}`;
}

/**
 * The spec in a fragment, or undefined where there is none.
 * @throws Problem `bad-spec` where the link is truncated or does not contain a spec
 */
export async function specFromHash(hash: string): Promise<Spec | undefined> {
  const match = /^#?spec=([01])\.([A-Za-z0-9_-]*)$/.exec(hash);
  if (!match) {
    if (/^#?spec=/.test(hash)) throw damagedLink();
    return undefined;
  }
  let text: string;
  try {
    const bytes = fromBase64Url(match[2]!);
    const plain =
      match[1] === '0'
        ? bytes
        : await readAll(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')));
    text = new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch {
    throw damagedLink();
  }
  return parseSpecText(text);
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    parts.push(read.value);
    length += read.value.length;
    if (length > MAX_BYTES) {
      await reader.cancel();
      throw damagedLink();
    }
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const toBase64Url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> =>
  fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
