/** The scripts that a built page loads before it can be used: those of its HTML, and what these import at once. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {string} folder the built page
 * @returns {string[]} paths of the scripts, from the folder on
 */
export function firstScripts(folder) {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const waiting = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]);
  const found = new Set();
  for (let script = waiting.pop(); script; script = waiting.pop()) {
    if (found.has(script)) continue;
    found.add(script);
    const text = readFileSync(join(folder, script), 'utf8');
    for (const [, name] of text.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) waiting.push(`assets/${name}`);
  }
  return [...found].sort();
}
