/** A value of a flattened row. */
export type Cell = string | number | boolean | null;
/** Values by column name. */
export type Cells = Readonly<Record<string, Cell>>;
export type JsonObject = Readonly<Record<string, unknown>>;

/** What a body of a request or a response holds: one entry for each instance. */
export interface Instances {
  readonly rows: readonly Cells[];
  /** Whether the values carry no names, and are called input_0, input_1, … */
  readonly unnamed: boolean;
  /** What a person should know of how they were read. */
  readonly note?: string;
  /** The body of a response says that there was an error; its text. */
  readonly error?: string;
}

/** One half of a request, or what became known of it later. `common` are values of the whole request. */
export interface HalfEvent {
  readonly kind: 'request' | 'response' | 'truth';
  readonly id: string;
  /** As it stands in the event: ISO text or a number of an epoch; null where there is none. */
  readonly time: string | number | null;
  readonly common: Cells;
  readonly instances: Instances;
}

/** What a line of a payload log is. A half waits for its counterpart; a whole has both sides. */
export type PayloadEvent =
  | HalfEvent
  | { readonly kind: 'whole'; readonly request: Instances | null; readonly response: Instances | null; readonly common: Cells; readonly id: string | null; readonly time: string | number | null }
  /** Neither a request nor a response, and nothing wrong: a file's schema. */
  | { readonly kind: 'none' }
  | { readonly kind: 'bad'; readonly reason: string };

/** Formats by the names that people know them by. */
export const payloadTitles = {
  kserve: 'KServe inference logger (CloudEvents)',
  seldon: 'Seldon / MLServer CloudEvents',
  blob: 'KServe inference logger (blob store)',
  sagemaker: 'SageMaker data capture',
  azure: 'Azure ML data collector',
  bentoml: 'BentoML monitoring',
  vertex: 'Vertex AI request-response log',
  aiplatform: 'AI Platform request log',
  databricks: 'Databricks inference table',
  openai: 'OpenAI-style replies',
  ollama: 'Ollama replies',
  wrapped: 'request and response in one record',
} as const;
export type PayloadFormat = keyof typeof payloadTitles;
