import type { Fault } from '../../core/domain/fault';
import type { SourceSpec } from '../../core/domain/source';
import type { PanelAction } from '../../protocol/panelCalls';

/** What a fault says of sources that are no files, and how one goes on from there. */
const nouns = { metrics: 'source', training: 'store of training runs', postgresql: 'table', clickhouse: 'table', trino: 'table' } as const;

/**
 * The one place that turns a fault into words and into what a person can do about it.
 * @param kind of the source that it befell
 */
export function faultText(fault: Fault, kind: SourceSpec['kind'] = 'log'): { readonly text: string; readonly actions: readonly PanelAction[] } {
  if (kind !== 'log' && ['unreadable', 'not-found', 'bad-arguments', 'timeout'].includes(fault.code)) {
    const noun = nouns[kind];
    const secret: readonly PanelAction[] = /\b(secret|password|token)\b/i.test(fault.detail) ? ['set secret'] : [];
    return { text: `The ${noun} could not be read: ${fault.detail}`, actions: [...secret, 'retry', noun === 'table' ? 'edit table' : 'open configuration'] };
  }
  switch (fault.code) {
    case 'cancelled':
      return { text: 'Cancelled.', actions: ['retry'] };
    case 'timeout':
      return { text: `No answer in time: ${fault.detail}.`, actions: ['retry', 'show log'] };
    case 'not-found':
      return { text: `Not found: ${fault.detail}`, actions: ['retry', 'add log'] };
    case 'no-rows':
      return { text: `There is nothing to compare: ${fault.detail}`, actions: ['retry', 'open configuration'] };
    case 'unreadable':
      return { text: `The log could not be read: ${fault.detail}`, actions: ['retry', 'add log'] };
    case 'not-supported':
      return { text: `Not supported: ${fault.detail}`, actions: ['open configuration', 'show log'] };
    case 'out-of-memory':
      return { text: `The engine ran out of memory: ${fault.detail}. Narrow the files, or raise "modelVitals.engine.memoryLimit".`, actions: ['retry', 'show log'] };
    case 'engine-stopped':
      return { text: `The analysis engine stopped: ${fault.detail}.`, actions: ['retry', 'show log'] };
    case 'bad-arguments':
      return { text: `This request does not fit: ${fault.detail}`, actions: ['retry', 'open configuration'] };
    case 'unknown-method':
    case 'internal':
      return { text: `Something went wrong: ${fault.detail}`, actions: ['retry', 'show log'] };
  }
}
