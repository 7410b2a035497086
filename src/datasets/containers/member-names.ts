/**
 * Names in zip archives as text (PKWARE APPNOTE 6.3, appendix D): UTF-8 where a flag or an extra field says so or the bytes
 * are, otherwise in the likeliest code page; and paths without steps that say nothing.
 */
import { Problem } from '../../protocol/problem.ts';
import { CODE_PAGES, type CodePage } from './code-pages.ts';
import { crc32 } from './crc32.ts';
import { costOf, utf8Cost } from './name-likelihood.ts';

/** The flag of a member whose name is UTF-8. */
const UTF8_FLAG = 0x800;
/** Header id of the extra field with the name in UTF-8 (Info-ZIP). */
const UNICODE_PATH = 0x7075;
/** Names that are looked at for the code page; more of them tell nothing new. */
const MAX_NAMES = 500;
/** In nats: a name among those of a code page is UTF-8 where that is so much likelier. Two bytes may be both by chance. */
const MIN_ADVANTAGE = 6;

/** A name as it stands in the directory of an archive. */
export interface RawName {
  bytes: Uint8Array;
  /** General purpose bit flags of the member. */
  flags: number;
  /** Extra fields of the member. */
  extra: Uint8Array;
}

/** How names were read that are not UTF-8. */
export interface NameEncoding {
  /** Of the code page: "cp850". */
  name: string;
  /** One of the names, as every possible code page would have it. */
  examples: { value: string; label: string; text: string }[];
}

export interface DecodedNames {
  /** In the archive's order, with "/" between folders. */
  names: string[];
  /** Undefined where all names are UTF-8. */
  encoding: NameEncoding | undefined;
}

/**
 * The names of an archive. Where no flag says that they are UTF-8 they are all the same if all of them are valid, as most
 * packers write them. Otherwise one packer wrote all of them in one code page: the selected one, or the likeliest.
 * @throws Problem `unfit` where there is no such code page
 */
export function decodeNames(names: readonly RawName[], selected?: string): DecodedNames {
  const known = names.map(
    ({ bytes, flags, extra }) => unicodePath(extra, bytes) ?? (flags & UTF8_FLAG ? utf8(bytes) : undefined),
  );
  const unknown = names.filter((_, i) => known[i] === undefined).map(({ bytes }) => bytes);
  const asText = (text: string): string => withoutDots(text.replaceAll('\\', '/'));
  if (unknown.every((bytes) => utf8(bytes) !== undefined))
    return { names: names.map(({ bytes }, i) => asText(known[i] ?? utf8(bytes)!)), encoding: undefined };
  const page = selected === undefined ? likeliestPage(unknown) : pageNamed(selected);
  return {
    names: names.map(({ bytes }, i) => asText(known[i] ?? likelyUtf8(bytes, page) ?? textIn(page, bytes))),
    encoding: { name: page.name, examples: examplesOf(unknown) },
  };
}

function pageNamed(name: string): CodePage {
  const found = CODE_PAGES.find((one) => one.name === name);
  if (found) return found;
  throw new Problem(
    'unfit',
    `There is no encoding “${name}” of names in archives.`,
    `Choose one of ${CODE_PAGES.map((one) => one.name).join(', ')}.`,
  );
}

/** Bytes that are none of the page become marks of a missing character. */
const textIn = (page: CodePage, bytes: Uint8Array): string =>
  page.decode(bytes) ?? new TextDecoder(page.name).decode(bytes);

const isAscii = (bytes: Uint8Array): boolean => bytes.every((byte) => byte < 128);

/** Folders and files of the names, each once, that have other letters than ASCII's. */
function distinctSteps(names: readonly Uint8Array[]): Uint8Array[] {
  const steps = new Map<string, Uint8Array>();
  for (const bytes of names) {
    if (steps.size >= MAX_NAMES) break;
    let from = 0;
    for (let at = 0; at <= bytes.length; at++) {
      // A backslash may be the second byte of a letter.
      if (at < bytes.length && bytes[at] !== 0x2f) continue;
      const step = bytes.subarray(from, at);
      if (!isAscii(step)) steps.set(step.join(), step);
      from = at + 1;
    }
  }
  return [...steps.values()];
}

function likeliestPage(names: readonly Uint8Array[]): CodePage {
  const steps = distinctSteps(names);
  let best = { page: CODE_PAGES[0]!, cost: Infinity };
  for (const page of CODE_PAGES) {
    let cost = page.rarity;
    for (const bytes of steps) {
      const text = page.decode(bytes);
      cost += text === undefined ? Infinity : costOf(text, bytes, page);
      if (cost >= best.cost) break;
    }
    if (cost < best.cost) best = { page, cost };
  }
  return best.page;
}

/** The name as UTF-8, where it is far likelier that than a name in the page. */
function likelyUtf8(bytes: Uint8Array, page: CodePage): string | undefined {
  const text = isAscii(bytes) ? undefined : utf8(bytes);
  const other = page.decode(bytes);
  if (text === undefined || other === undefined) return text;
  return utf8Cost(text) + MIN_ADVANTAGE < costOf(other, bytes, page) ? text : undefined;
}

/** The first name with other letters than ASCII's, in every page that has its bytes. */
function examplesOf(names: readonly Uint8Array[]): NameEncoding['examples'] {
  const bytes = distinctSteps(names).find((step) => utf8(step) === undefined) ?? new Uint8Array();
  return CODE_PAGES.flatMap(({ name, about, decode }) => {
    const text = decode(bytes);
    return text === undefined ? [] : [{ value: name, label: about, text }];
  });
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The name in the extra field of Info-ZIP: version, checksum of the other name, text. With another checksum it is outdated. */
function unicodePath(extra: Uint8Array, name: Uint8Array): string | undefined {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.length);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) !== UNICODE_PATH || end > extra.length || end - at <= 9) continue;
    return view.getUint32(at + 5, true) === crc32(name) ? utf8(extra.subarray(at + 9, end)) : undefined;
  }
  return undefined;
}

/** Without the steps "." of a path: "./a/./b" is "a/b". The archive's own folder stays a folder. */
const withoutDots = (path: string): string => path.replace(/(^|\/)(\.\/)+/g, '$1').replace(/^\.?$/, './');
