/** Texts with words that the glossary explains. */

export interface TextPart {
  text: string;
  /** The glossary's word for it. */
  word?: string;
  /** Punctuation that stays on its line. */
  end?: string;
}

/** A text as parts; those with a word, in square brackets, are explained by the glossary: `[pool]`, or `[stores|pool]`. */
export function textParts(text: string): TextPart[] {
  return text
    .split(/(\[[^\]]+\][.,:;?)]*)/)
    .filter(Boolean)
    .map((part) => {
      const marked = /^\[([^|\]]+)(?:\|([^\]]+))?\](.*)$/.exec(part);
      return marked
        ? { text: marked[1]!, word: (marked[2] ?? marked[1]!).toLowerCase(), end: marked[3]! }
        : { text: part };
    });
}
