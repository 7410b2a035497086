/**
 * SHA-256 by WebAssembly: `crypto.subtle` is absent from pages without a secure context, such as one opened over http in a local
 * network.
 */

/** The first 32 hexadecimal digits of SHA-256 over the bytes. */
export async function sha256Digits(bytes: Uint8Array): Promise<string> {
  const { sha256 } = await import('hash-wasm');
  return (await sha256(bytes)).slice(0, 32);
}
