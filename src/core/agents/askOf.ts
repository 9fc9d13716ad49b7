import { FaultError } from '../domain/fault';
import type { AgentToolName } from './agentTools';

/** Windows as the command line writes them. */
interface AskedWindows {
  readonly baseline?: string;
  readonly current?: string;
}

/** What is asked of one source. */
export type AgentAsk = AskedWindows & ({ readonly tool: 'report' } | { readonly tool: 'alerts' } | { readonly tool: 'feature'; readonly feature: string } | { readonly tool: 'explain'; readonly metric: string });

export interface Asked {
  readonly source: string | null;
  /** Null for the list of sources. */
  readonly ask: AgentAsk | null;
}

/** What came with a call of a tool, narrowed; a `bad-arguments` fault says what is missing. */
export function askOf(tool: AgentToolName, given: Readonly<Record<string, unknown>>): Asked {
  const text = (key: string): string | undefined => {
    const value = given[key];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') throw FaultError.of('bad-arguments', `${key} must be a text`);
    return value;
  };
  const required = (key: string): string => {
    const value = text(key);
    if (value === undefined) throw FaultError.of('bad-arguments', `${tool} needs ${key}`);
    return value;
  };
  const [baseline, current] = [text('baseline'), text('current')];
  const windows = { ...(baseline === undefined ? {} : { baseline }), ...(current === undefined ? {} : { current }) };
  const source = text('source') ?? null;
  switch (tool) {
    case 'model_vitals_sources':
      return { source, ask: null };
    case 'model_vitals_report':
      return { source, ask: { tool: 'report', ...windows } };
    case 'model_vitals_feature':
      return { source, ask: { tool: 'feature', feature: required('feature'), ...windows } };
    case 'model_vitals_explain':
      return { source, ask: { tool: 'explain', metric: required('metric'), ...windows } };
    case 'model_vitals_alerts':
      return { source, ask: { tool: 'alerts' } };
  }
}
