import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { FaultError, faultOf, isFaultError } from '../../../src/core/domain/fault';

/* Faults keep what they say across bundles, each of which has a class of its own. */

class FaultOfAnotherBundle extends Error {
  override name = 'FaultError';
  fault = { code: 'no-rows', detail: 'no rows there', retry: true };
}

describe('faultOf', () => {
  it('gives the fault that was thrown, by this bundle or another', () => {
    expect(faultOf(FaultError.of('timeout', 'late', true))).toEqual({ code: 'timeout', detail: 'late', retry: true });
    expect(faultOf(new FaultOfAnotherBundle('no rows there'))).toEqual({ code: 'no-rows', detail: 'no rows there', retry: true });
  });

  it('calls anything else internal, whatever it looks like', () => {
    const named = Object.assign(new Error('odd'), { name: 'FaultError', fault: null });
    expect(isFaultError(named)).toBe(false);
    expect(faultOf(named)).toEqual({ code: 'internal', detail: 'odd', retry: false });
    expect(faultOf({ name: 'FaultError', fault: { code: 'timeout' } }).code).toBe('internal');
    expect(faultOf(runInNewContext('42')).code).toBe('internal');
  });
});
