import type { Fault } from '../../core/domain/fault';
import type { SourceSpec } from '../../core/domain/source';
import type { PanelAction } from '../../protocol/panelCalls';
import { t } from '../../core/text/texts';

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
    return { text: unreadableText(noun, fault.detail), actions: [...secret, 'retry', noun === 'table' ? 'edit table' : 'open configuration'] };
  }
  switch (fault.code) {
    case 'cancelled':
      return { text: t('Cancelled.'), actions: ['retry'] };
    case 'timeout':
      return { text: t('No answer in time: {0}.', fault.detail), actions: ['retry', 'show log'] };
    case 'not-found':
      return { text: t('Not found: {0}', fault.detail), actions: ['retry', 'add log'] };
    case 'no-rows':
      return { text: t('There is nothing to compare: {0}', fault.detail), actions: ['retry', 'open configuration'] };
    case 'unreadable':
      return { text: t('The log could not be read: {0}', fault.detail), actions: ['retry', 'add log'] };
    case 'not-supported':
      return { text: t('Not supported: {0}', fault.detail), actions: ['open configuration', 'show log'] };
    case 'out-of-memory':
      return { text: t('The engine ran out of memory: {0}. Narrow the files, or raise "modelVitals.engine.memoryLimit".', fault.detail), actions: ['retry', 'show log'] };
    case 'engine-stopped':
      return { text: t('The analysis engine stopped: {0}.', fault.detail), actions: ['retry', 'show log'] };
    case 'bad-arguments':
      return { text: t('This request does not fit: {0}', fault.detail), actions: ['retry', 'open configuration'] };
    case 'unknown-method':
    case 'internal':
      return { text: t('Something went wrong: {0}', fault.detail), actions: ['retry', 'show log'] };
  }
}

function unreadableText(noun: (typeof nouns)[keyof typeof nouns], detail: string): string {
  switch (noun) {
    case 'source':
      return t('The source could not be read: {0}', detail);
    case 'store of training runs':
      return t('The store of training runs could not be read: {0}', detail);
    case 'table':
      return t('The table could not be read: {0}', detail);
  }
}
