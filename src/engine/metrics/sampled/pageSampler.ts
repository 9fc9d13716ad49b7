import { acceptHeader, readPage } from '../../../core/metrics/page/readPage';
import { familiesOfPage } from '../../../core/metrics/recognise/knownFamily';
import { valuesOfPage } from '../../../core/metrics/history/seriesKey';
import type { MetricsPageSpec } from '../../../core/metrics/metricsSpec';
import { shownAddress } from '../../http/address';
import { HttpClient } from '../../http/httpClient';
import { HttpFault } from '../../http/httpFault';
import { type Access, readCredentials } from '../readCredentials';
import type { Look, Sampler } from './sampler';

/** A /metrics page: in protobuf, which alone carries native histograms, where its target offers it, else in one of the text formats. */
export async function pageSampler(spec: MetricsPageSpec, access: Access): Promise<Sampler> {
  const { address, credentials } = await readCredentials(spec, access);
  const { url } = address;
  const client = new HttpClient(url.origin, { credentials, connections: 2 });
  let protobuf = true;
  return {
    address: shownAddress(url),
    look: async (signal): Promise<Look> => {
      const ask = async (): Promise<{ readonly page: ReturnType<typeof readPage>; readonly tookMs: number }> => {
        const { contentType, body, tookMs } = await client.send({ url, accept: acceptHeader(protobuf), signal, once: true });
        return { page: readPage(contentType, body), tookMs };
      };
      let { page, tookMs } = await ask();
      // What cannot be read in full as protobuf is read as text, from now on: names of counters may differ between the two.
      if (page?.format === 'protobuf' && page.bad.count > 0) {
        protobuf = false;
        ({ page, tookMs } = await ask());
      }
      if (page === null) throw new HttpFault('wrong type', `${shownAddress(url)} answers with another kind of document, not with metrics: check the path, it often ends in /metrics`);
      if (page.samples === 0) throw new HttpFault('not this kind of server', `${shownAddress(url)} answers with a page that holds no metric${page.bad.count > 0 ? ` (${page.bad.count} lines could not be read, the first: ${page.bad.examples[0]?.reason ?? ''})` : ''}`);
      const bad = page.bad.count === 0 ? [] : [`${page.bad.count} lines could not be read, the first is line ${page.bad.examples[0]?.line ?? 0}: ${page.bad.examples[0]?.reason ?? ''}`];
      return { values: valuesOfPage(page), families: familiesOfPage(page), tookMs, remarks: [...bad, ...(page.cut === null ? [] : [page.cut])] };
    },
    close: () => client.close(),
  };
}
