/**
 * Names in zip archives as text: UTF-8, or the DOS code page of old packers (PKWARE APPNOTE 6.3, appendix D), and paths
 * without steps that say nothing.
 */

/** The flag of a member whose name is UTF-8. */
const UTF8_FLAG = 0x800;
/** Header id of the extra field with the name in UTF-8 (Info-ZIP). */
const UNICODE_PATH = 0x7075;

/** Characters 128 to 255 of code page 437. The letters of western Europe are the same in code page 850. */
const CODE_PAGE_437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀' +
  'αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** A name as it stands in the directory of an archive. */
export interface RawName {
  bytes: Uint8Array;
  /** General purpose bit flags of the member. */
  flags: number;
  /** Extra fields of the member. */
  extra: Uint8Array;
}

/**
 * The names of an archive, in its order, with "/" between folders. Names without the UTF-8 flag are UTF-8 all the same where
 * all of them are valid, as most packers write them; otherwise they are in code page 437.
 */
export function decodeNames(names: readonly RawName[]): string[] {
  const unflagged = names.filter(({ flags }) => !(flags & UTF8_FLAG));
  const old = unflagged.some(({ bytes }) => utf8(bytes) === undefined);
  return names.map(({ bytes, flags, extra }) => {
    const unicode = unicodePath(extra);
    const name = unicode ?? (old && !(flags & UTF8_FLAG) ? dos(bytes) : (utf8(bytes) ?? dos(bytes)));
    return withoutDots(name.replaceAll('\\', '/'));
  });
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const dos = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : CODE_PAGE_437[byte - 128])).join('');

/** The name in the extra field of Info-ZIP: version, checksum of the other name, text. */
function unicodePath(extra: Uint8Array): string | undefined {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.length);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === UNICODE_PATH && end <= extra.length && end - at > 9)
      return utf8(extra.subarray(at + 9, end));
  }
  return undefined;
}

/** Without the steps "." of a path: "./a/./b" is "a/b". The archive's own folder stays a folder. */
const withoutDots = (path: string): string => path.replace(/(^|\/)(\.\/)+/g, '$1').replace(/^\.?$/, './');
