import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FaultError } from '../core/domain/fault';

/** To the file that was named, else to standard output. */
export async function writeOutput(text: string, output: string | null): Promise<void> {
  if (output === null) return write(text);
  await writeOut(resolve(process.cwd(), output), text);
}

async function writeOut(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw FaultError.of('bad-arguments', `--output ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function write(text: string): Promise<void> {
  return new Promise((resolveWrite, reject) => process.stdout.write(text, (error) => (error ? reject(error) : resolveWrite())));
}
