/** The lines of a small text in UTF-8, such as a list of class names: without the spaces at its line breaks and without empty lines. */
export const linesOf = (bytes: Uint8Array): string[] =>
  new TextDecoder()
    .decode(bytes)
    .split(/\s*\n\s*/)
    .filter(Boolean);
