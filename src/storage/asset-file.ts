/**
 * File format of an asset, for export, import and the assets shipped with the page: magic bytes and format version, then a gzip
 * stream of a JSON header and the arrays in turn. gzip's checksum (CRC-32 of the content) detects changes and truncation. Numbers
 * are little-endian, as on every machine that runs a browser.
 *
 *     "QUERENTASSET" · version, 4 bytes · gzip of: header's length, 4 bytes · header · bytes of each array
 */
import * as v from 'valibot';
import { assetKey, type AssetInfo, type AssetRecipe, type JsonValue } from '../protocol/assets.ts';
import { Problem } from '../protocol/problem.ts';
import type { AssetArray } from './assets.ts';

const MAGIC = new TextEncoder().encode('QUERENTASSET');
const VERSION = 1;
/** Bytes before the gzip stream. */
const PREAMBLE_BYTES = MAGIC.length + 4;
/** Bytes of a header at most: it holds names and settings, no data. */
const MAX_HEADER_BYTES = 2 ** 20;
/** Greatest compression that deflate reaches: a header that claims more is wrong. */
const MAX_DEFLATE_RATIO = 1032;

const types = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array };
type TypeName = keyof typeof types;
const typeNames = Object.keys(types) as TypeName[];

const number = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
// JSON gives plain values only; undefined is an absent field
const plain = v.custom<JsonValue>((value) => value !== undefined);
const recipe = v.strictObject({
  kind: v.string(), // not checked against the list of kinds: the key covers it
  version: count,
  data: plain,
  settings: plain,
  seed: number,
  from: v.optional(v.array(v.string())),
});
// loose: unknown fields of a record are preserved
const info = v.looseObject({
  ...{ id: v.string(), name: v.string(), recipe, madeOn: v.string() },
  ...{ done: number, total: number, bytes: number, created: number, updated: number },
  // values per piece, at least one: with 0 an array would have no end
  pieces: v.optional(v.record(v.string(), v.pipe(count, v.minValue(1)))),
});
const header = v.strictObject({
  info,
  arrays: v.array(v.strictObject({ name: v.string(), type: v.picklist(typeNames), length: count })),
});
type Header = v.InferOutput<typeof header>;

export interface DecodedAsset {
  info: AssetInfo;
  arrays: Record<string, AssetArray>;
}

/** Arrays may have any of the four types and any length, 0 included. */
export async function encodeAsset(info: AssetInfo, arrays: Record<string, AssetArray>): Promise<Blob> {
  const entries = Object.entries(arrays);
  const listing = entries.map(([name, array]) => ({ name, type: typeOf(array), length: array.length }));
  const head = new TextEncoder().encode(JSON.stringify({ info, arrays: listing }));
  const content = new Blob([uint32Bytes(head.length), head, ...entries.map(([, array]) => array as BlobPart)]);
  const compressed = content.stream().pipeThrough(new CompressionStream('gzip'));
  return new Blob([MAGIC, uint32Bytes(VERSION), await new Response(compressed).blob()]);
}

/**
 * Reads and verifies a whole file.
 * @throws Problem `bad-file` where it is no asset, is damaged, or its key does not match its recipe; `unsupported` for an unknown
 * format version
 */
export async function decodeAsset(file: Blob | Uint8Array): Promise<DecodedAsset> {
  const blob = file instanceof Blob ? file : new Blob([file as BlobPart]);
  const preamble = new Uint8Array(await blob.slice(0, PREAMBLE_BYTES).arrayBuffer());
  if (!MAGIC.every((byte, i) => preamble[i] === byte))
    throw new Problem(
      'bad-file',
      'This file is not a Querent asset.',
      'Choose an asset that was exported from this page.',
    );
  if (preamble.length < PREAMBLE_BYTES) throw damagedFile();
  const version = new DataView(preamble.buffer).getUint32(MAGIC.length, true);
  if (version !== VERSION)
    throw new Problem(
      'unsupported',
      `This file has format version ${version}, but this page reads version ${VERSION}.`,
      'Reload the page for its newest version, or prepare the asset again.',
    );
  const compressed = blob.slice(PREAMBLE_BYTES);
  const content = new ByteReader(compressed.stream().pipeThrough(new DecompressionStream('gzip') as Decompression));
  try {
    const { info, arrays: listing } = await readHeader(content);
    const bytes = listing.reduce((sum, { type, length }) => sum + length * types[type].BYTES_PER_ELEMENT, 0);
    if (bytes > compressed.size * MAX_DEFLATE_RATIO) throw damagedFile();
    const arrays: [string, AssetArray][] = [];
    for (const { name, type, length } of listing) {
      const array = allocate(type, length);
      await content.readInto(new Uint8Array(array.buffer));
      arrays.push([name, array]);
    }
    await content.expectEnd();
    await checkKey(info);
    return { info: { ...info, bytes }, arrays: Object.fromEntries(arrays) };
  } finally {
    await content.close();
  }
}

type Decompression = TransformStream<Uint8Array, Uint8Array>;

async function readHeader(content: ByteReader): Promise<Header & { info: AssetInfo }> {
  const length = new Uint8Array(4);
  await content.readInto(length);
  const bytes = new DataView(length.buffer).getUint32(0, true);
  if (bytes > MAX_HEADER_BYTES) throw damagedFile();
  const text = new Uint8Array(bytes);
  await content.readInto(text);
  let given: unknown;
  try {
    given = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch {
    throw damagedFile();
  }
  const { success, output } = v.safeParse(header, given);
  if (!success || new Set(output.arrays.map(({ name }) => name)).size < output.arrays.length) throw damagedFile();
  return output as Header & { info: AssetInfo };
}

/** Refuses a record whose key belongs to another recipe, since it would be used in place of that recipe's asset. */
async function checkKey({ id, recipe }: { id: string; recipe: AssetRecipe }): Promise<void> {
  if ((await assetKey(recipe)) === id) return;
  throw new Problem(
    'bad-file',
    'The key of this asset does not match its recipe.',
    'Export it again from its source, or prepare it again.',
  );
}

/** Reads a stream in pieces of given lengths. */
class ByteReader {
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private buffered = new Uint8Array(0);

  constructor(stream: ReadableStream<Uint8Array>) {
    this.reader = stream.getReader();
  }

  /** @throws Problem `bad-file` where the stream ends too early or does not unpack */
  async readInto(into: Uint8Array): Promise<void> {
    for (let at = 0; at < into.length;) {
      if (this.buffered.length === 0 && !(await this.readMore())) throw damagedFile();
      const part = this.buffered.subarray(0, into.length - at);
      into.set(part, at);
      at += part.length;
      this.buffered = this.buffered.subarray(part.length);
    }
  }

  /** Call after the last read, where gzip compares the checksum. @throws Problem `bad-file` where there are more bytes */
  async expectEnd(): Promise<void> {
    while (this.buffered.length === 0) if (!(await this.readMore())) return;
    throw damagedFile();
  }

  close(): Promise<void> {
    return this.reader.cancel().catch(() => undefined); // a failed stream is closed already
  }

  private async readMore(): Promise<boolean> {
    try {
      const { value, done } = await this.reader.read();
      if (value) this.buffered = new Uint8Array(value);
      return !done;
    } catch {
      throw damagedFile();
    }
  }
}

/** @throws Problem `unfit` where memory does not suffice */
function allocate(type: TypeName, length: number): AssetArray {
  try {
    return new types[type](length);
  } catch {
    throw new Problem(
      'unfit',
      `This file holds ${length} numbers in one array, more than this browser can allocate.`,
      'Prepare the asset again here, from fewer samples.',
    );
  }
}

const typeOf = (array: AssetArray): TypeName => typeNames.find((name) => array instanceof types[name])!;

function uint32Bytes(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

const damagedFile = (): Problem =>
  new Problem(
    'bad-file',
    'This file is damaged or was cut short.',
    'Copy or download it again, or export it again from its source.',
  );
