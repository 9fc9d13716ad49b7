import type { LogSpec, SourceState } from '../../core/domain/source';

/** What a log is opened with. */
export interface OpenSourceOptions {
  readonly id: string;
  readonly spec: LogSpec;
  /** Folder of the cube store; null keeps nothing. */
  readonly storage: string | null;
  readonly readAtMs: number;
  /** Read the log even if its stored cube fits. */
  readonly fresh: boolean;
  readonly tempFolder: string;
  readonly memoryLimit: string;
  /** Values of the secrets that the servers beside the log need. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Whether commands of the configuration may be run for their log-ins. */
  readonly commands?: boolean;
  /** As `LiveOptions`. */
  readonly keepValues?: number;
  /** Told when a followed source has changed. */
  readonly onChange?: (state: SourceState) => void;
  readonly onWarning?: (text: string) => void;
}
