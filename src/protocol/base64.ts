/** Bytes as text, for logs and links, and back. */
import type { SampleArray } from './dataset.ts';

/** In pieces, since a call has a limited number of arguments. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 8192)
    text += String.fromCharCode(...bytes.subarray(from, from + 8192));
  return btoa(text);
}

/** @throws DOMException where the text is not base64 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < characters.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/** Number of characters for so many bytes, padding included: four for each three bytes. */
export const base64Length = (bytes: number): number => Math.ceil(bytes / 3) * 4;

/** Samples in a log in the type of the stored data set: bytes in base64, or the numbers themselves. */
export const decodeSampleValues = (values: string | readonly number[]): SampleArray =>
  typeof values === 'string' ? fromBase64(values) : Float32Array.from(values);
