/** Code pages in which packers wrote the names in archives before UTF-8: those of DOS, which `TextDecoder` does not have, and others. */

/** Characters 128 to 255. The letters of western Europe in page 437 are the same in page 850. */
const CODE_PAGE_437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀' +
  'αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';
const CODE_PAGE_850 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀' +
  'ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0';
const CODE_PAGE_852 =
  'ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀' +
  'ÓßÔŃńňŠšŔÚŕŰýÝţ´\u00ad˝˛ˇ˘§÷¸°¨˙űŘř■\u00a0';

export interface CodePage {
  /** As a choice: "cp850", or as `TextDecoder` names it. */
  name: string;
  /** For people: "DOS, western Europe". */
  about: string;
  /** Which letters are usual in it. */
  letters: 'western' | 'central' | 'cyrillic' | 'gbk' | 'big5' | 'shift_jis' | 'euc-kr';
  /** How much less likely than page 437 it is before a name is seen, in nats: a guess at how many packers use it. */
  rarity: number;
  /** The text; undefined where the bytes are none of this page. */
  decode(bytes: Uint8Array): string | undefined;
}

const ofTable =
  (table: string): CodePage['decode'] =>
  (bytes) =>
    Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : table[byte - 128])).join('');

/** By the platform. Node 20 decodes windows-1252 by the standard only where it streams. */
const standard =
  (name: string): CodePage['decode'] =>
  (bytes) => {
    const decoder = new TextDecoder(name, { fatal: true });
    try {
      return decoder.decode(bytes, { stream: true }) + decoder.decode();
    } catch {
      return undefined;
    }
  };

const page = (
  [name, about, letters, rarity]: readonly [string, string, CodePage['letters'], number],
  decode: CodePage['decode'] = standard(name),
): CodePage => ({ name, about, letters, rarity, decode });

/** In the order in which they are offered. */
export const CODE_PAGES: readonly CodePage[] = [
  page(['cp437', 'DOS', 'western', 0], ofTable(CODE_PAGE_437)),
  page(['cp850', 'DOS, western Europe', 'western', 0.5], ofTable(CODE_PAGE_850)),
  page(['windows-1252', 'Windows, western Europe', 'western', 1]),
  page(['cp852', 'DOS, central Europe', 'central', 2], ofTable(CODE_PAGE_852)),
  page(['windows-1250', 'Windows, central Europe', 'central', 2.5]),
  page(['ibm866', 'DOS, Cyrillic', 'cyrillic', 0.5]),
  page(['windows-1251', 'Windows, Cyrillic', 'cyrillic', 1]),
  page(['gbk', 'Chinese, simplified', 'gbk', 0.5]),
  page(['big5', 'Chinese, traditional', 'big5', 2.5]),
  page(['shift_jis', 'Japanese', 'shift_jis', 0.5]),
  page(['euc-kr', 'Korean', 'euc-kr', 1]),
];
