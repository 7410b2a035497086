/**
 * How likely a name is in a code page, as a cost in nats (the negative logarithm of a probability): letters by how frequent
 * they are in the languages of the page, and dearer where script or case change within a word. The numbers are rounded
 * frequencies; they need to tell a name from what another page makes of its bytes, which looks like “├⌐” or “ÃÔ”.
 */
import type { CodePage } from './code-pages.ts';

/** Of a letter, a digit or a usual sign of ASCII: one of about thirty. */
const ASCII = 3.3;
const ASCII_SIGN = 7;
const USUAL = 5;
const UNUSUAL = 6;
const OTHER_LETTER = 9;
const SYMBOL = 9;
/** Boxes, control characters and what has no meaning. */
const JUNK = 14;
/** Two scripts in a word, or a capital within it. */
const OTHER_SCRIPT = 5;
const OTHER_CASE = 4;
const MISPLACED = 4;

const ACCENTS: Record<'western' | 'central', readonly [usual: string, unusual: string]> = {
  western: ['éäöüàèáíóúçñãêåø', 'ßâîôëïæùûìòõœ'],
  central: ['áčěéíóřšúůýžąęłőäöü', 'ćńśźżűďňťôâîăşţș'],
};
/** Russian, the most frequent first. */
const RUSSIAN = 'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё';
const OTHER_CYRILLIC = 6.5;

/** Characters of two bytes by their first one: those of everyday words, and others. */
interface WideLetters {
  from: number;
  to: number;
  cost: number;
}

/** Sizes of the classes over the share of text in them: GB 2312 level 1 has 3,755 characters, JIS level 1 has 2,965, and so on. */
const WIDE: Record<'gbk' | 'big5' | 'shift_jis' | 'euc-kr', readonly WideLetters[]> = {
  gbk: [
    { from: 0xb0, to: 0xd7, cost: 8.3 },
    { from: 0xd8, to: 0xf7, cost: 11.2 },
    { from: 0xa1, to: 0xa5, cost: 10 },
  ],
  big5: [
    { from: 0xa4, to: 0xc6, cost: 8.6 },
    { from: 0xc9, to: 0xf9, cost: 12.2 },
    { from: 0xa1, to: 0xa3, cost: 10 },
  ],
  shift_jis: [
    { from: 0x82, to: 0x83, cost: 5.7 },
    { from: 0x88, to: 0x97, cost: 8.9 },
    { from: 0x98, to: 0xea, cost: 12 },
    { from: 0x81, to: 0x81, cost: 9 },
  ],
  'euc-kr': [
    { from: 0xca, to: 0xfd, cost: 13 },
    { from: 0xa1, to: 0xa4, cost: 10 },
  ],
};
/** GB 2312 and KS X 1001 have second bytes from here; below are the many characters that were added later. */
const FIRST_SECOND_BYTE = 0xa1;
const HALF_WIDTH_KATAKANA = 8.7;

/** The cost of a name whose bytes read as `text` in a page. */
export function costOf(text: string, bytes: Uint8Array, { letters }: Pick<CodePage, 'letters'>): number {
  return letters === 'western' || letters === 'central' || letters === 'cyrillic'
    ? singleByteCost(text, letters)
    : wideCost(bytes, letters) + (letters === 'euc-kr' ? hangulCost(text) : 0);
}

/** The cost of a name that is valid UTF-8, in any script. */
export function utf8Cost(text: string): number {
  const family = /\p{Script=Cyrillic}/u.test(text) ? 'cyrillic' : 'western';
  const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
  return singleByteCost(text.replace(wide, ''), family) + 8.3 * (text.match(wide)?.length ?? 0);
}

const isLetter = (char: string): boolean => /\p{L}/u.test(char) && !/[ªºµⁿ]/.test(char);
const isUpper = (char: string): boolean => char !== char.toLowerCase();
const isAscii = (char: string): boolean => char < '\x80';
const scriptOf = (char: string): string =>
  /\p{Script=Latin}/u.test(char) ? 'Latin' : /\p{Script=Cyrillic}/u.test(char) ? 'Cyrillic' : 'other';

function singleByteCost(text: string, family: 'western' | 'central' | 'cyrillic'): number {
  const chars = [...text];
  let cost = 0;
  for (const [i, char] of chars.entries()) {
    cost += charCost(char, family);
    const before = chars[i - 1] ?? '';
    if (isMisplaced(char, before, chars[i + 1] ?? '')) cost += MISPLACED;
    if (!isLetter(char) || !isLetter(before) || (isAscii(char) && isAscii(before))) continue;
    if (scriptOf(char) !== scriptOf(before)) cost += OTHER_SCRIPT;
    if (isUpper(char) && !isUpper(before)) cost += OTHER_CASE;
    // In western Europe, two letters with accents side by side are rare, and so are three vowels.
    if (family !== 'western') continue;
    if (!isAscii(char) && !isAscii(before)) cost += 2;
    if (isVowel(char) && isVowel(before) && isVowel(chars[i + 1] ?? '')) cost += 2;
  }
  return cost;
}

/** ß follows a vowel, ř stands beside one, and œ before some letters: other pages have ø, á or ś there. */
const isMisplaced = (char: string, before: string, after: string): boolean =>
  (char === 'ß' && !isVowel(before)) ||
  (char === 'ř' && !isVowel(before) && !isVowel(after)) ||
  (char === 'œ' && !/[dinrsu]/i.test(after));

const isVowel = (char: string): boolean => /^[aeiouy]/i.test(char.normalize('NFD'));

const asciiCost = (char: string): number => (/[a-z\d _.()-]/i.test(char) ? ASCII : ASCII_SIGN);

function charCost(char: string, family: 'western' | 'central' | 'cyrillic'): number {
  if (isAscii(char)) return asciiCost(char);
  const lower = char.toLowerCase();
  const capital = isUpper(char) ? 1 : 0;
  if (isLetter(char)) {
    if (family === 'cyrillic') {
      const rank = RUSSIAN.indexOf(lower);
      if (rank >= 0) return capital + 2.2 + 0.15 * rank;
      return capital + (scriptOf(char) === 'Cyrillic' ? OTHER_CYRILLIC : OTHER_LETTER);
    }
    const [usual, unusual] = ACCENTS[family];
    return capital + (usual.includes(lower) ? USUAL : unusual.includes(lower) ? UNUSUAL : OTHER_LETTER);
  }
  return /[\p{P}\p{Sc}\p{Sm}\p{So}\p{No}\p{Lo}]/u.test(char) && !/[\u2190-\u25ff]/.test(char) ? SYMBOL : JUNK;
}

/** Korean syllables by their first consonant, vowel and last consonant, each in Unicode's order, in per cent of texts. */
const HANGUL = [
  [11, 1, 6, 8, 0.7, 7, 6, 5, 0.4, 9, 0.7, 22, 9, 0.4, 3, 1.5, 2, 2, 7],
  [20, 5, 0.8, 0.1, 9, 4, 4, 0.5, 11, 2, 0.2, 1, 1.5, 8, 1, 0.1, 0.8, 1, 9, 1, 17],
  [
    48, 6, 0.2, 0.1, 13, 0.1, 0.3, 0.4, 9, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 4, 2, 0.3, 2, 2, 11, 0.3, 0.3, 0.1, 0.3,
    0.4, 0.3,
  ],
] as const;
const FIRST_SYLLABLE = 0xac00;

function hangulCost(text: string): number {
  let cost = 0;
  for (const char of text) {
    const at = char.codePointAt(0)! - FIRST_SYLLABLE;
    if (at < 0 || at >= 19 * 21 * 28) continue;
    const [first, vowel, last] = [Math.floor(at / 588), Math.floor(at / 28) % 21, at % 28];
    for (const share of [HANGUL[0][first]!, HANGUL[1][vowel]!, HANGUL[2][last]!]) cost -= Math.log(share / 100);
  }
  return cost;
}

function wideCost(bytes: Uint8Array, letters: keyof typeof WIDE): number {
  let cost = 0;
  let before: 'ascii' | 'wide' | undefined;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    const ascii = byte < 0x80;
    const letter = !ascii || /[a-z]/i.test(String.fromCharCode(byte));
    const kind = letter ? (ascii ? 'ascii' : 'wide') : undefined;
    if (kind && before && kind !== before) cost += OTHER_CASE;
    before = kind;
    if (ascii) {
      cost += asciiCost(String.fromCharCode(byte));
      continue;
    }
    if (letters === 'shift_jis' && byte >= 0xa1 && byte <= 0xdf) {
      cost += HALF_WIDTH_KATAKANA;
      continue;
    }
    const second = bytes[++i] ?? 0;
    if (letters === 'euc-kr' && byte >= 0xb0 && byte <= 0xc8 && second >= FIRST_SECOND_BYTE) continue;
    const added = (letters === 'gbk' || letters === 'euc-kr') && second < FIRST_SECOND_BYTE;
    const known = added ? undefined : WIDE[letters].find(({ from, to }) => byte >= from && byte <= to);
    cost += known?.cost ?? JUNK;
  }
  return cost;
}
