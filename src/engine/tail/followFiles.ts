import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { LogSpec } from '../../core/domain/source';
import { inspectFile } from '../log/inspectFile';
import { listFiles } from '../log/listFiles';
import { beginsWith, readAt } from './fingerprint';
import { FollowedFile, idOf, type Piece } from './followedFile';

export interface Look {
  readonly pieces: readonly Piece[];
  /** There is more: the look ended because it had taken enough. */
  readonly more: boolean;
  /** Files that cannot be taken in as they grow, and have changed: the source must be read again. Null where there is none. */
  readonly reread: string | null;
}

const mostBytes = 16 * 1024 * 1024;
const pieceBytes = 8 * 1024 * 1024;
const listEveryMs = 500;
/** Files that are kept open: those that were written to last. */
const mostOpen = 64;
/** A file that was moved away is read until nothing came for so long. */
const leaveMs = 5_000;
/** A file that begins like another is held for a copy that is being made for so long. */
const copyMs = 3_000;
/** Files that cannot be taken in as they grow are read again when they have not changed for so long. */
const stillMs = 1_000;
/** Files that begin alike for fewer bytes than this may do so by chance. */
const leastAlike = 32;
const mostSiblings = 200;

/** What a spec stands for, followed: its files by identity, so that each line is taken once, however files are moved, copied, emptied and added. */
export class FollowFiles {
  #listedAt = 0;
  #listMs = 0;
  /** Paths of copies that are held back, and since when. */
  readonly #held = new Map<string, number>();
  /** Files that cannot be followed and have changed, and when. */
  readonly #changed = new Map<string, number>();
  readonly #known = new Set<string>();
  /** Index of the next file that is added. */
  nextIndex: number;

  constructor(private readonly spec: LogSpec, readonly files: FollowedFile[], firstNew: number) {
    this.nextIndex = firstNew;
    for (const { path: file } of files) this.#known.add(file);
  }

  /** What came since the last look. */
  async look(signal: AbortSignal): Promise<Look> {
    const now = performance.now();
    const listing = now - this.#listedAt > Math.max(listEveryMs, 20 * this.#listMs);
    if (listing) {
      await this.#list(signal);
      this.#listedAt = performance.now();
      this.#listMs = this.#listedAt - now;
    }
    const pieces: Piece[] = [];
    let left = mostBytes;
    for (const file of [...this.files]) {
      if (left <= 0) return { pieces, more: true, reread: null };
      if (!listing && file.handle === null) continue;
      for (const piece of await this.#takeFrom(file, Math.min(left, pieceBytes))) {
        pieces.push(piece);
        left -= piece.bytes.length;
      }
    }
    await this.#closeSome();
    const more = this.files.some((file) => (file.kind === 'lines' || file.kind === 'records') && file.copyOf === null && file.seen.bytes - file.taken.length > pieceBytes);
    return { pieces, more, reread: this.#settled() };
  }

  async close(): Promise<void> {
    await Promise.all(this.files.map((file) => file.close()));
  }

  async #takeFrom(file: FollowedFile, most: number): Promise<readonly Piece[]> {
    if (file.gone) return [];
    if (file.copyOf !== null || !(await file.hasChanged())) return this.#leave(file);
    if (file.kind === 'whole') {
      this.#changed.set(file.path, Date.now());
      return [];
    }
    const pieces: Piece[] = [];
    if (file.taken.length > 0 && !(await file.stillBegins())) {
      pieces.push(...(await this.#restOf(file)));
      await file.restart();
      await file.hasChanged();
    }
    const piece = await file.take(most);
    if (piece !== null) pieces.push(piece);
    return pieces.length === 0 ? this.#leave(file) : pieces;
  }

  /** A file that was moved away and has gone quiet is let go, with what stands in it without a line end. */
  async #leave(file: FollowedFile): Promise<readonly Piece[]> {
    if (file.gone || file.leftAtMs === null || Date.now() - Math.max(file.leftAtMs, file.modifiedMs) < leaveMs) return [];
    const last = file.copyOf === null && (file.kind === 'lines' || file.kind === 'records') ? await file.take(pieceBytes, true) : null;
    for (const copy of this.files.filter(({ copyOf, kind }) => copyOf === file && kind !== 'whole')) {
      copy.copyOf = null;
      copy.adopt(file);
    }
    // Line numbers are asked for after it is let go.
    setTimeout(() => void file.close(), leaveMs).unref();
    file.gone = true;
    return last === null ? [] : [last];
  }

  /** What was written to a file between the last look and its being emptied stands in the copy that was made of it, if one was. */
  async #restOf(file: FollowedFile): Promise<readonly Piece[]> {
    for (const copy of this.files.filter(({ copyOf, kind }) => copyOf === file && kind !== 'whole')) {
      copy.copyOf = null;
      copy.adopt(file);
      return [];
    }
    const folder = path.dirname(file.path);
    const base = path.basename(file.path);
    const stem = base.replace(/\.[^.]*$/, '');
    const names = (await readdir(folder).catch(() => [])).filter((name) => name !== base && name.startsWith(stem) && !this.#known.has(path.join(folder, name))).slice(0, mostSiblings);
    for (const name of names) {
      const copy = new FollowedFile(file.index, path.join(folder, name), await inspectFile(path.join(folder, name)));
      const handle = copy.kind === 'lines' || copy.kind === 'records' ? await copy.open() : null;
      if (handle === null || file.taken.head.length < leastAlike || !(await beginsWith(handle, file.taken))) {
        await copy.close();
        continue;
      }
      copy.adopt(file);
      const pieces: Piece[] = [];
      await copy.hasChanged();
      for (let piece = await copy.take(pieceBytes, true); piece !== null; piece = await copy.take(pieceBytes, true)) pieces.push(piece);
      // Open for who asks for line numbers; it is closed with the others.
      copy.leftAtMs = 0;
      this.files.push(copy);
      return pieces;
    }
    return [];
  }

  /** Compares the names with the files behind them. */
  async #list(signal: AbortSignal): Promise<void> {
    const { files: paths } = await listFiles(this.spec, signal);
    const byId = new Map(this.files.filter(({ id }) => id !== '').map((file) => [file.id, file]));
    const listed = new Map<string, string>();
    for (const name of paths) {
      const found = await stat(name, { bigint: true }).catch(() => null);
      if (found !== null) listed.set(name, idOf(found));
    }
    for (const [name, id] of listed) {
      const known = byId.get(id);
      if (known !== undefined) {
        // Moved within what is listed; a second name of a file that is where it was is no second file.
        if (known.path !== name && listed.get(known.path) !== id) known.path = name;
        if (listed.get(known.path) === id) {
          known.leftAtMs = null;
          known.gone = false;
        }
        this.#known.add(name);
        continue;
      }
      const here = this.files.find((file) => file.path === name && file.leftAtMs === null);
      if (here !== undefined && here.id === '') {
        here.id = id;
        continue;
      }
      if (here !== undefined) await this.#moved(here);
      await this.#add(name, id);
    }
    for (const file of this.files) if (file.leftAtMs === null && file.id !== '' && listed.get(file.path) !== file.id) await this.#moved(file);
  }

  async #moved(file: FollowedFile): Promise<void> {
    file.leftAtMs = Date.now();
    if (file.handle !== null || file.kind === 'whole') return;
    // Not open: it is looked for by its identity beside where it was.
    const folder = path.dirname(file.path);
    const stem = path.basename(file.path).replace(/\.[^.]*$/, '');
    for (const name of (await readdir(folder).catch(() => [])).filter((one) => one.startsWith(stem)).slice(0, mostSiblings)) {
      const found = await stat(path.join(folder, name), { bigint: true }).catch(() => null);
      if (found === null || idOf(found) !== file.id) continue;
      file.path = path.join(folder, name);
      await file.open();
      return;
    }
  }

  async #add(name: string, id: string): Promise<void> {
    const inspected = await inspectFile(name);
    const file = new FollowedFile(this.nextIndex, name, inspected);
    file.id = id;
    if (file.kind === 'whole') {
      // A packed copy of what was read before holds nothing new.
      const unpacked = inspected.gzip ? this.files.find(({ taken: { head } }) => head.length >= leastAlike && Buffer.from(inspected.head.slice(0, 2 * head.length)).subarray(0, head.length).equals(head)) : undefined;
      file.copyOf = unpacked ?? null;
      await file.hasChanged();
      this.#known.add(name);
      this.files.push(file);
      this.nextIndex += 1;
      if (unpacked === undefined) this.#changed.set(name, Date.now());
      return;
    }
    const original = await this.#originalOf(file);
    if (original === 'not sure') return;
    this.#held.delete(name);
    this.#known.add(name);
    file.copyOf = original;
    this.files.push(file);
    this.nextIndex += 1;
  }

  /** The file that this one is a copy of; null where it is none, `not sure` while it may be one that is still being written. */
  async #originalOf(file: FollowedFile): Promise<FollowedFile | null | 'not sure'> {
    const handle = await open(file.path, 'r').catch(() => null);
    if (handle === null) return null;
    try {
      const { size } = await handle.stat();
      for (const other of this.files) {
        const { head, length } = other.taken;
        if (head.length < leastAlike || other.copyOf !== null) continue;
        const alike = Math.min(size, head.length);
        if (alike === 0 || !(await readAt(handle, 0, alike)).equals(head.subarray(0, alike))) continue;
        if (size >= length) {
          if (await beginsWith(handle, other.taken)) return other;
          continue;
        }
        const since = this.#held.get(file.path) ?? Date.now();
        this.#held.set(file.path, since);
        if (Date.now() - since < copyMs) return 'not sure';
      }
      return null;
    } finally {
      await handle.close();
    }
  }

  /** Changed files, once all of them stand still, in words. */
  #settled(): string | null {
    const names = [...this.#changed.keys()].map((name) => path.basename(name));
    const [first] = names;
    if (first === undefined || [...this.#changed.values()].some((at) => Date.now() - at < stillMs)) return null;
    return names.length === 1 ? first : `${first} and ${names.length - 1} more`;
  }

  /** Keeps open the files that were written to last. */
  async #closeSome(): Promise<void> {
    const opened = this.files.filter(({ handle, leftAtMs }) => handle !== null && leftAtMs === null);
    for (const file of opened.sort((a, b) => b.modifiedMs - a.modifiedMs).slice(mostOpen)) await file.close();
  }
}
