import { describe, expect, it } from 'vitest';
import { faultText } from '../../../src/host/platform/faultText';

const refused = { code: 'unreadable', detail: 'nothing answers at db:5432', retry: true } as const;

describe('what can be done about a source that failed', () => {
  it('is to edit a table, to open the configuration of other servers, to add files for a log', () => {
    expect(faultText(refused, 'trino')).toEqual({ text: 'The table could not be read: nothing answers at db:5432', actions: ['retry', 'edit table'] });
    expect(faultText(refused, 'training')).toEqual({ text: 'The store of training runs could not be read: nothing answers at db:5432', actions: ['retry', 'open configuration'] });
    expect(faultText(refused)).toEqual({ text: 'The log could not be read: nothing answers at db:5432', actions: ['retry', 'add log'] });
  });

  it('is to set its secret first where that is what failed', () => {
    expect(faultText({ code: 'bad-arguments', detail: 'shop: the secret SHOP_SECRET is not set', retry: false }, 'postgresql').actions).toEqual(['set secret', 'retry', 'edit table']);
  });

  it('is the same for all sources where the engine itself stopped', () => {
    const stopped = { code: 'engine-stopped', detail: 'killed', retry: true } as const;
    expect(faultText(stopped, 'postgresql')).toEqual(faultText(stopped));
  });
});
