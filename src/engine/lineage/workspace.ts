import type { PythonModule } from './python/module';

/** The files of the workspace as lineage asks for them. What was not loaded yet is asked for again, when the answer is worked out anew with it. */
export interface Workspace {
  /** Python files and notebooks that an import of `module` in `from` can mean. */
  filesOf(module: string, from: PythonModule): readonly FileName[];
  /** Files that call a function of this name or hand it on. */
  filesThatCall(name: string, root: string): readonly FileName[];
  /** Null for what cannot be read, or is not loaded yet. */
  module(file: FileName): PythonModule | null;
}

export interface FileName {
  readonly root: string;
  /** Relative to `root`, `/` as separator. */
  readonly file: string;
}
