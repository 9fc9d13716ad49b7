import { basename } from 'node:path';
import { runGit } from './runGit';

/** A work tree that a folder lies in. Linked work trees and submodules are work trees of their own. */
export interface WorkTree {
  /** Absolute path of its top. */
  readonly top: string;
  readonly name: string;
  /** From its top to the folder, with `/` at the end; empty at the top. */
  readonly prefix: string;
  readonly shallow: boolean;
}

/** The work tree of a folder. Throws what `runGit` throws. */
export async function workTreeOf(folder: string, signal?: AbortSignal): Promise<WorkTree> {
  const lines = (await runGit(folder, ['rev-parse', '--show-toplevel', '--show-prefix', '--is-shallow-repository'], signal)).split(/\r?\n/);
  const [top = '', prefix = '', shallow] = lines;
  return { top, name: basename(top), prefix, shallow: shallow === 'true' };
}
