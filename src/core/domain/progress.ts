/** Progress of long work: what is being done, how much of how much (bytes, files or rows), for people. */
export interface Progress {
  readonly stage: 'finding files' | 'reading' | 'checking values' | 'counting' | 'storing' | 'comparing' | 'asking servers' | 'indexing code';
  readonly done: number;
  /** null where the total is not known. */
  readonly total: number | null;
  readonly unit: 'files' | 'bytes' | 'rows' | 'columns' | 'steps';
}

export interface WorkOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}
