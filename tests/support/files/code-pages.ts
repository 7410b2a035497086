/** Text in old encodings, for tests of their reading. */

/** Bytes of some letters in the code pages of DOS that no platform encodes. */
const DOS: Record<string, Record<string, number>> = {
  cp437: { ä: 0x84, ö: 0x94, ü: 0x81, Ä: 0x8e, Ö: 0x99, ß: 0xe1, é: 0x82, è: 0x8a, ç: 0x87, ñ: 0xa4, å: 0x86 },
  cp850: { ã: 0xc6, Ø: 0x9d, ø: 0x9b, ç: 0x87, Á: 0xb5, Í: 0xd6, á: 0xa0, å: 0x86, æ: 0x91, Ã: 0xc7, ô: 0x93 },
  cp852: { ź: 0xab, ę: 0xa9, ż: 0xbe, ś: 0x98, č: 0x9f, ů: 0x85, ň: 0xe5, ą: 0xa5, ó: 0xa2, ł: 0x88, Ž: 0xa6, á: 0xa0 },
};

const inverses = new Map<string, Map<string, number[]>>();

/** The bytes of every character that one or two bytes give. */
function inverseOf(encoding: string): Map<string, number[]> {
  const known = inverses.get(encoding);
  if (known) return known;
  const found = new Map<string, number[]>();
  const add = (...bytes: number[]): void => {
    const decoder = new TextDecoder(encoding);
    const text = decoder.decode(Uint8Array.from(bytes), { stream: true }) + decoder.decode();
    if ([...text].length === 1 && text !== '\ufffd' && !found.has(text)) found.set(text, bytes);
  };
  for (let first = 0; first < 256; first++) add(first);
  if (!/^(windows|ibm)/.test(encoding))
    for (let first = 0x81; first < 0xff; first++) for (let second = 0x40; second < 0xff; second++) add(first, second);
  inverses.set(encoding, found);
  return found;
}

/** @throws Error at a character that the encoding does not have, or that the list above lacks */
export function encoded(text: string, encoding: string): Uint8Array<ArrayBuffer> {
  const dos = DOS[encoding];
  return Uint8Array.from(
    [...text].flatMap((char) => {
      const bytes = char < '\x80' ? [char.charCodeAt(0)] : dos ? dos[char] : inverseOf(encoding).get(char);
      if (bytes === undefined) throw new Error(`no ${char} in ${encoding}`);
      return bytes;
    }),
  );
}
