import { readFileSync } from 'node:fs';
import { setTexts, textsFrom } from '../core/text/texts';

/*
 * The first import of the engine's entry: the extension names the editor's language and the bundle's file (`--language de --texts FILE`). A file that
 * cannot be read leaves the engine English; its figures do not depend on it.
 */

function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}

function bundle(file: string | undefined): unknown {
  try {
    return file === undefined ? null : JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    process.stderr.write(`texts: ${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  }
}

setTexts(textsFrom(option('language'), bundle(option('texts'))));
