import { setImmediate as nextTurn } from 'node:timers/promises';
import { featuresInFile } from '../../core/code/featuresInFile';
import type { RankedPlace } from '../../core/code/place';
import { rankPlaces } from '../../core/code/rankPlaces';
import type { Handlers } from '../../protocol/endpoint';
import type { EngineCalls } from '../../protocol/engineCalls';
import { CodeIndex } from '../code/codeIndex';
import { LineageReader } from '../lineage/lineageReader';
import { type LineHistory, lineHistory } from '../history/lineHistory';

type CodeCalls = Pick<EngineCalls, 'code.index' | 'code.update' | 'code.places' | 'code.history' | 'code.lineage' | 'code.marks' | 'code.handlers'>;

/** The most places of one column that travel: a pick list longer than this helps nobody. */
const mostPlaces = 50;

/** The code index behind the calls; the parser is loaded with the first of them. */
export class CodeHandlers {
  #index: Promise<CodeIndex> | null = null;
  #lineage: LineageReader | null = null;

  constructor(private readonly wasmFolder: string) {}

  handlers(): Handlers<CodeCalls> {
    return {
      'code.index': async ({ roots, exclude }, { signal, onProgress }) => {
        const { files, lines, failed, partial, elapsedMs } = await (await this.#get()).build(roots, { exclude, signal, onProgress });
        return { files, lines, failed: [...failed, ...partial], elapsedMs };
      },
      'code.update': async ({ root, file, text }) => {
        await (await this.#get()).update(root, file, text);
        return null;
      },
      'code.places': async ({ columns, map, home }) => {
        const { places } = await this.#get();
        const ranked: Record<string, readonly RankedPlace[]> = {};
        for (const [position, column] of columns.entries()) {
          // A thousand columns take longer than other calls should wait.
          if (position % 20 === 19) await nextTurn();
          ranked[column] = rankPlaces(column, places, { map, limit: mostPlaces, ...(home === undefined ? {} : { home }) });
        }
        return ranked;
      },
      'code.history': async ({ lines }, { signal }) => {
        const found: LineHistory[] = [];
        // One after the other: git reads the same packs for each.
        for (const line of lines) found.push(await lineHistory(line, signal));
        return found;
      },
      'code.lineage': async ({ column, columns, map, home }, { signal }) => {
        const index = await this.#get();
        this.#lineage ??= new LineageReader(index);
        return this.#lineage.trace({ column, columns, map, placesOf: (name) => rankPlaces(name, index.places, { map, limit: mostPlaces, ...(home === undefined ? {} : { home }) }) }, signal);
      },
      'code.marks': async ({ root, file, columns, map }) => {
        const { places } = await this.#get();
        return featuresInFile({ root, file }, places, columns, { map, kinds: ['definition', 'listing', 'use'] });
      },
      'code.handlers': async ({ text }) => (await this.#get()).handlersIn(text),
    };
  }

  async dispose(): Promise<void> {
    (await this.#index?.catch(() => null))?.dispose();
  }

  #get(): Promise<CodeIndex> {
    // A parser that could not be loaded must not answer for the next try.
    this.#index ??= CodeIndex.create(this.wasmFolder).catch((error: unknown) => {
      this.#index = null;
      throw error;
    });
    return this.#index;
  }
}
