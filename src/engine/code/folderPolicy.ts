import { access, lstat, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { IgnoreRules } from './ignoreRules';

const skippedFolders = new Set(['node_modules', '__pycache__', 'site-packages', 'dist-packages', 'venv', 'virtualenv', 'conda-meta', '__pypackages__']);

/** Which folders and files of one workspace folder are indexed; the same answers for a whole walk and for one changed file. */
export class FolderPolicy {
  readonly #ignore: IgnoreRules;
  readonly #environments = new Map<string, Promise<boolean>>();

  constructor(
    readonly root: string,
    private readonly allRoots: readonly string[],
    exclude: readonly string[],
  ) {
    this.#ignore = new IgnoreRules(root, exclude);
  }

  static isPython(file: string): boolean {
    return /\.(?:py|ipynb)$/i.test(file);
  }

  /** Whether a folder (relative path) is gone into, its parents being so. */
  async entersFolder(path: string): Promise<boolean> {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (name.startsWith('.') || skippedFolders.has(name) || name.endsWith('.egg-info')) return false;
    const absolute = join(this.root, path);
    // A workspace folder inside another is indexed once, as itself.
    if (this.allRoots.includes(absolute)) return false;
    if (await this.#ignore.ignores(path, true)) return false;
    return !(await this.#isEnvironment(absolute));
  }

  async takesFile(path: string): Promise<boolean> {
    return FolderPolicy.isPython(path) && !(await this.#ignore.ignores(path, false));
  }

  /** The question for a single file, with all its parents and links. */
  async takesPath(path: string): Promise<boolean> {
    if (path === '' || isAbsolute(path) || !FolderPolicy.isPython(path)) return false;
    const segments = path.split('/');
    if (segments.some((segment) => segment === '..' || segment === '.' || segment === '')) return false;
    for (let depth = 1; depth < segments.length; depth++) if (!(await this.entersFolder(segments.slice(0, depth).join('/')))) return false;
    return (await this.takesFile(path)) && !(await this.linksInside(path));
  }

  /** Whether a path is a link to something inside a workspace folder, which is found there anyway. */
  async linksInside(path: string): Promise<boolean> {
    const absolute = join(this.root, path);
    const state = await lstat(absolute).catch(() => null);
    if (state?.isSymbolicLink() !== true) return false;
    const target = await realpath(absolute).catch(() => null);
    return target !== null && (await this.#realRoots()).some((root) => isInside(root, target));
  }

  #realRoots(): Promise<readonly string[]> {
    return Promise.all(this.allRoots.map((root) => realpath(root).catch(() => root)));
  }

  #isEnvironment(absolute: string): Promise<boolean> {
    const known = this.#environments.get(absolute);
    if (known !== undefined) return known;
    const answer = access(join(absolute, 'pyvenv.cfg')).then(
      () => true,
      () => false,
    );
    this.#environments.set(absolute, answer);
    return answer;
  }
}

export function isInside(folder: string, path: string): boolean {
  const step = relative(folder, path);
  return step === '' || (step !== '..' && !step.startsWith(`..${sep}`) && !isAbsolute(step));
}
