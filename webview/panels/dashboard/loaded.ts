import { type Fault, faultOf } from '../../../src/core/domain/fault';

/** What was asked of the host: under way, there, or failed with the reason. */
export type Loaded<T> = { readonly state: 'loading' } | { readonly state: 'ready'; readonly value: T } | { readonly state: 'failed'; readonly fault: Fault };

export async function loaded<T>(call: Promise<T>): Promise<Loaded<T>> {
  try {
    return { state: 'ready', value: await call };
  } catch (error) {
    return { state: 'failed', fault: faultOf(error) };
  }
}
