import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { columnOf, LogHarness, roleOf, valuesOf } from '../log/logHarness';

/* Access logs of each server that is known, as their documentation and their own runs have them. */

const harness = new LogHarness();
afterAll(() => harness.close());

const two = (n: number): string => String(n).padStart(2, '0');
const many = (n: number, line: (i: number, clock: string) => string): string => Array.from({ length: n }, (_, i) => `${line(i, `08:${two(Math.floor(i / 60))}:${two(i % 60)}`)}\n`).join('');
const common = (clock: string, rest: string, status = 200): string => `10.0.0.1 - - [24/Nov/2026:${clock} +0000] "POST /predict?x=1 HTTP/1.1" ${status} 33${rest}`;
const combined = (clock: string, rest: string, status = 200): string => common(clock, ` "-" "curl/8"${rest}`, status);
const eight = Date.UTC(2026, 10, 24, 8) * 1_000;
const notesOf = ({ state }: Awaited<ReturnType<LogHarness['open']>>): string => (state.notes ?? []).join(' ');

describe('the common and combined log format', () => {
  it.each(['access.log', 'access_log', 'access.txt', 'access.log.1', 'other'])('%s', async (name) => {
    const log = await harness.openText(name, many(60, (i, clock) => combined(clock, '', i % 10 === 0 ? 503 : 200)));
    expect(log.state).toMatchObject({ state: 'ready', rows: 60, badLines: 0, files: [{ format: 'access', state: 'read', rows: 60 }], time: { column: 'time', from: eight, without: 0 } });
    expect(log.state.columns.map((column) => column.name)).toEqual(['time', 'method', 'path', 'status', 'bytes', 'agent', 'address']);
    expect(Object.fromEntries(log.state.roles.map(({ column, role }) => [column, role]))).toEqual({ time: 'timestamp', method: 'segment', path: 'segment', status: 'status', bytes: 'feature', agent: 'ignore', address: 'ignore' });
    expect(log.state.roles.every(({ reasons }) => reasons[0]?.code === 'format')).toBe(true);
    expect((await valuesOf(log, 'status')).filter((status) => status === 503)).toHaveLength(6);
    expect(notesOf(log)).toMatch(/carry no latency: add \$request_time/);
  });

  it('reads gzip, CRLF and a byte order mark alike', async () => {
    const text = many(40, (_, clock) => combined(clock, ' 0.012'));
    for (const content of [gzipSync(text), text.replaceAll('\n', '\r\n'), `\uFEFF${text}`]) {
      const log = await harness.openText('access.log', content);
      expect(log.state).toMatchObject({ state: 'ready', rows: 40, badLines: 0 });
      expect(new Set(await valuesOf(log, 'latency_ms'))).toEqual(new Set([12]));
    }
  });

  it('has the times of nginx in seconds, lists of them added up, and what is missing stays missing', async () => {
    const upstream = ['0.010', '-', '0.001, 0.009', '0.002 : 0.003', '""'];
    const log = await harness.openText('access.log', many(50, (i, clock) => combined(clock, ` 0.0${10 + (i % 5)} ${upstream[i % 5]}`)));
    expect(log.state.badLines).toBe(0);
    expect((await valuesOf(log, 'latency_ms')).slice(0, 5)).toEqual([10, 11, 12, 13, 14]);
    expect((await valuesOf(log, 'upstream_ms')).slice(0, 5)).toEqual([10, null, 10, 5, null]);
    expect(roleOf(log, 'latency_ms')).toBe('latency');
    expect(roleOf(log, 'upstream_ms')).toBe('ignore');
  });

  it('takes the time of the servers behind the proxy where there is no other, and says so', async () => {
    const log = await harness.openText('access.log', many(50, (i, clock) => combined(clock, ` "${i % 3 === 0 ? '-' : '0.010, 0.005'}"`)));
    expect(roleOf(log, 'upstream_ms')).toBe('latency');
    expect((await valuesOf(log, 'upstream_ms')).slice(0, 3)).toEqual([null, 15, 15]);
    expect(notesOf(log)).toMatch(/servers behind the proxy/);
  });

  it('finds times that have names, in any order, and the ids of requests', async () => {
    const log = await harness.openText('access.log', many(50, (i, clock) => combined(clock, ` urt="0.009" uct="0.000" rt=0.010 rid=${i.toString(16).padStart(32, '0')}`)));
    expect((await valuesOf(log, 'latency_ms'))[0]).toBe(10);
    expect((await valuesOf(log, 'upstream_ms'))[0]).toBe(9);
    expect(roleOf(log, 'request_id')).toBe('id');
  });

  it('reads the log of the Kubernetes ingress of nginx', async () => {
    const log = await harness.openText('ingress.log', many(50, (i, clock) => combined(clock, ` 120 0.0${10 + (i % 9)} [api-80] [] 10.1.0.4:8080 33 0.009 200 ${i.toString(16).padStart(32, 'a')}`)));
    expect((await valuesOf(log, 'latency_ms'))[1]).toBe(11);
    expect((await valuesOf(log, 'upstream_ms'))[1]).toBe(9);
    expect((await valuesOf(log, 'upstream'))[1]).toBe('10.1.0.4:8080');
    expect(new Set(await valuesOf(log, 'request_id')).size).toBe(50);
  });

  const units: readonly (readonly [string, (i: number) => string, number, RegExp])[] = [
    ['microseconds of Apache\'s %D', (i) => ` ${12_000 + i}`, 12.001, /in microseconds, judged by its size/],
    ['whole seconds of %T', (i) => ` ${i % 7 === 1 ? 1 : 0}`, 1_000, /in seconds, judged by its size/],
    ['milliseconds of gunicorn\'s %(M)s', (i) => ` ${40 + i}`, 41, /in milliseconds, judged by its size/],
    ['seconds of gunicorn\'s %(L)s', (i) => ` 0.0412${two(i % 60)}`, 41.201, /^(?!.*judged)/],
    ['Apache\'s %T/%D', (i) => ` 0/${41_000 + i}`, 41.001, /^(?!.*judged)/],
    ['Apache\'s %T %D', (i) => ` 0 ${41_000 + i}`, 41.001, /in microseconds/],
  ];
  it.each(units)('%s', async (_, rest, expected, note) => {
    const log = await harness.openText('access.log', many(60, (i, clock) => combined(clock, rest(i))));
    expect((await valuesOf(log, 'latency_ms'))[1]).toBeCloseTo(expected, 9);
    expect(notesOf(log)).toMatch(note);
  });

  it('takes a configured unit instead of a guess, and never converts twice', async () => {
    const text = many(60, (i, clock) => combined(clock, ` ${2_000 + i}`));
    expect((await valuesOf(await harness.openText('access.log', text), 'latency_ms'))[0]).toBe(2);
    const slow = await harness.openText('access.log', text, { latencyUnit: 'ms' });
    expect((await valuesOf(slow, 'latency_ms'))[0]).toBe(2_000);
    expect(notesOf(slow)).not.toMatch(/judged/);
    const seconds = await harness.openText('access.log', many(60, (_, clock) => combined(clock, ' 0.250')), { latencyUnit: 'ms' });
    expect((await valuesOf(seconds, 'latency_ms'))[0]).toBe(250);
  });

  it('takes no whole number for a latency where several may be one', async () => {
    const log = await harness.openText('access.log', many(60, (i, clock) => combined(clock, ` ${300 + i} ${500 + 3 * i}`)));
    expect(log.state.columns.some(({ name }) => name === 'latency_ms')).toBe(false);
    expect(notesOf(log)).toMatch(/which of them is the latency cannot be told/);
  });

  it('keeps the status of what was no request, a user with spaces, a virtual host', async () => {
    const log = await harness.openText('access.log', [
      '10.0.0.1 - - [24/Nov/2026:08:00:00 +0000] "\\x16\\x03\\x01" 400 150 "-" "-"',
      '10.0.0.1 - - [24/Nov/2026:08:00:01 +0000] "-" 408 0 "-" "-"',
      '10.0.0.1 - - [24/Nov/2026:08:00:02 +0000] "" 400 0 "-" "-"',
      '10.0.0.1 - Ann [x] Lee [24/Nov/2026:08:00:03 +0100] "GET /a HTTP/1.1" 200 -',
      'api.example:443 10.0.0.9 - - [24/Nov/2026:08:00:04 +0000] "GET http://api.example/b?c HTTP/1.1" 200 7 "-" "x"',
      '::1 - - [2026-11-24T08:00:05+00:00] "GET /c#d HTTP/2.0" 304 0 "https://x/" "Mozilla/5.0 (X; \\"y\\")"',
      '',
    ].join('\n'));
    expect(log.state).toMatchObject({ rows: 6, badLines: 0 });
    expect(await valuesOf(log, 'status')).toEqual([400, 408, 400, 200, 200, 304]);
    expect(await valuesOf(log, 'path')).toEqual([null, null, null, '/a', '/b', '/c']);
    expect(await valuesOf(log, 'address')).toEqual(['10.0.0.1', '10.0.0.1', '10.0.0.1', '10.0.0.1', '10.0.0.9', '::1']);
    expect((await valuesOf(log, 'agent'))[5]).toBe('Mozilla/5.0 (X; "y")');
    const times = await log.duck.rows(`SELECT __mv_t AS t FROM ${log.relation} ORDER BY __mv_row`);
    expect(times.map(({ t }) => (Number(t) - eight) / 1e6)).toEqual([0, 1, 2, 3 - 3_600, 4, 5]);
  });

  it('takes out paths of too many names, which are no routes', async () => {
    const log = await harness.openText('access.log', many(600, (i, clock) => combined(clock, ' 0.010').replace('/predict?x=1', `/items/${i}`)));
    expect(roleOf(log, 'path')).toBe('ignore');
    expect(log.state.roles.find(({ column }) => column === 'path')?.reasons).toContainEqual({ code: 'rejected', detail: 'segment: too many levels' });
  });
});

describe('servers of models', () => {
  it('Envoy\'s default format', async () => {
    const log = await harness.openText('envoy.log', many(50, (i, clock) => `[2026-11-24T${clock}.120Z] "POST /predict?a=b HTTP/1.1" ${i % 10 === 0 ? 503 : 200} ${i % 10 === 0 ? 'UF' : '-'} 44 33 ${41 + i} ${i % 10 === 0 ? '-' : 40 + i} "-" "curl/8" "r-${i}" "api" "10.0.0.2:80"`));
    expect(log.state).toMatchObject({ state: 'ready', rows: 50, time: { from: eight + 120_000, encoding: 'iso' } });
    expect((await valuesOf(log, 'latency_ms')).slice(0, 2)).toEqual([41, 42]);
    expect((await valuesOf(log, 'upstream_ms')).slice(0, 2)).toEqual([null, 41]);
    expect((await valuesOf(log, 'request_bytes'))[0]).toBe(44);
    expect((await valuesOf(log, 'bytes'))[0]).toBe(33);
    expect(await valuesOf(log, 'flags')).toContain('UF');
    expect(roleOf(log, 'request_id')).toBe('id');
  });

  it('Istio\'s default format', async () => {
    const log = await harness.openText('istio.log', many(50, (i, clock) => `[2026-11-24T${clock}.120Z] "POST /v1/models/churn:predict HTTP/1.1" 200 - via_upstream - "-" 44 33 ${41 + i} ${40 + i} "-" "curl/8" "r-${i}" "api" "10.0.0.2:80" inbound|8080|| 127.0.0.6:1 10.1.1.1:8080 10.1.1.2:333 outbound_.80_._.x default`));
    expect(log.state).toMatchObject({ rows: 50, badLines: 0 });
    expect((await valuesOf(log, 'latency_ms'))[0]).toBe(41);
    expect((await valuesOf(log, 'model'))[0]).toBe('churn');
    expect((await valuesOf(log, 'upstream'))[0]).toBe('10.0.0.2:80');
  });

  it('Ray Serve, with messages and a traceback between its requests', async () => {
    const log = await harness.openText('replica_churn.log', `INFO 2026-11-24 07:59:00,120 churn_Predict ab12cd -- Replica started\n${many(60, (i, clock) => `INFO 2026-11-24 ${clock},120 churn_Predict ab12cd 5f0c${i} -- POST /predict ${i % 20 === 0 ? 500 : 200} ${41 + i}.7ms`)}Traceback (most recent call last):\n  File "x.py", line 1, in y\nValueError: no\n`);
    expect(log.state).toMatchObject({ state: 'ready', rows: 60, badLines: 0, otherLines: 4, files: [{ otherLines: 4 }], time: { encoding: 'iso without zone', assumedZone: 'UTC', from: eight + 120_000 } });
    expect((await valuesOf(log, 'latency_ms'))[0]).toBe(41.7);
    expect((await valuesOf(log, 'deployment'))[0]).toBe('churn_Predict');
    expect(roleOf(log, 'deployment')).toBe('model');
    expect((await valuesOf(log, 'replica'))[0]).toBe('ab12cd');
    expect(roleOf(log, 'request_id')).toBe('id');
  });

  it('Ray Serve of older versions and in a driver\'s output, with calls that say OK', async () => {
    const log = await harness.openText('ray.log', many(60, (i, clock) => (i % 2 === 0
      ? `(ServeReplica:app_Model pid=12) INFO 2026-11-24 ${clock},120 app_Model app_Model#AbCd id${i} /p app replica.py:654 - __CALL__ ${i % 10 === 0 ? 'ERROR' : 'OK'} ${40 + i}.5ms`
      : `INFO 2026-11-24 ${clock},120 http_proxy 10.0.0.1 http_proxy.py:386 - GET /p 307 ${40 + i}.5ms`)), { timeZone: 'Europe/Berlin' });
    expect(log.state).toMatchObject({ rows: 60, badLines: 0, time: { assumedZone: 'Europe/Berlin', from: eight + 120_000 - 3_600e6 } });
    expect((await valuesOf(log, 'status')).slice(0, 3)).toEqual(['ERROR', '307', 'OK']);
    expect((await valuesOf(log, 'path')).slice(0, 2)).toEqual(['/p', '/p']);
    expect((await valuesOf(log, 'replica')).slice(0, 2)).toEqual(['app_Model#AbCd', '10.0.0.1']);
  });

  it('BentoML', async () => {
    const log = await harness.openText('bento.log', many(50, (i, clock) => `2026-11-24T${clock}+0100 [INFO] [entry_service:churn:1] 127.0.0.1:40112 (scheme=http,method=POST,path=/predict,a),type=application/json,length=44) (status=${i % 9 === 0 ? 500 : 200},type=application/json,length=3) ${12 + i}.204ms (trace=ab${i},span=1,sampled=0,service.name=churn)`));
    expect(log.state).toMatchObject({ rows: 50, badLines: 0, time: { from: eight - 3_600e6 } });
    expect((await valuesOf(log, 'latency_ms'))[0]).toBe(12.204);
    expect((await valuesOf(log, 'path'))[0]).toBe('/predict,a)');
    expect((await valuesOf(log, 'request_bytes'))[0]).toBe(44);
    expect((await valuesOf(log, 'bytes'))[0]).toBe(3);
    expect((await valuesOf(log, 'deployment'))[0]).toBe('churn');
    const bare = await harness.openText('bento.log', many(30, (i) => `127.0.0.1:4${i} (scheme=http,method=GET,path=/healthz,type=,length=) (status=200) 0.${100 + i}ms`));
    expect(bare.state).toMatchObject({ rows: 30, badLines: 0, time: { column: null } });
  });

  it('uvicorn, which has neither time nor latency, and says so', async () => {
    const log = await harness.openText('uvicorn.log', `INFO:     Started server process [1]\nINFO:     Uvicorn running on http://127.0.0.1:1 (Press CTRL+C to quit)\n${many(100, (i) => `INFO:     127.0.0.1:50514 - "GET /predict?a="b" HTTP/1.1" ${i % 10 === 0 ? '500 Internal Server Error' : '200 OK'}`)}`);
    expect(log.state).toMatchObject({ state: 'ready', rows: 100, badLines: 0, otherLines: 2, time: { column: null, from: null } });
    expect(notesOf(log)).toMatch(/uvicorn never writes one/);
    expect(notesOf(log)).toMatch(/carry no time: rows are compared in their order/);
    expect(await valuesOf(log, 'path')).toEqual(Array(100).fill('/predict'));
  });

  it('uvicorn behind a formatter that writes times, and MLServer\'s names of models', async () => {
    const timed = await harness.openText('u.log', many(50, (_, clock) => `2026-11-24 ${clock},120 INFO 127.0.0.1:1 - "GET /p HTTP/1.1" 200`));
    expect(timed.state.time).toMatchObject({ column: 'time', encoding: 'iso without zone', from: eight + 120_000 });
    const mlserver = await harness.openText('mlserver.log', many(50, (i, clock) => (i % 2 === 0 ? `2026-11-24 ${clock},120 [mlserver][churn:v1] INFO - Loaded model 'churn' succesfully.` : 'INFO:     127.0.0.1:1 - "POST /v2/models/churn/versions/v2/infer HTTP/1.1" 200 OK')));
    expect(mlserver.state).toMatchObject({ rows: 25, otherLines: 25, badLines: 0 });
    expect((await valuesOf(mlserver, 'model'))[0]).toBe('churn');
    expect(roleOf(mlserver, 'version')).toBe('version');
    const named = await harness.openText('mlserver.log', many(50, (_, clock) => `2026-11-24 ${clock},120 [uvicorn.access][churn:v3] INFO - 127.0.0.1:1 - "POST /infer HTTP/1.1" 200`));
    expect((await valuesOf(named, 'version'))[0]).toBe('v3');
  });

  it('nginx\'s JSON: times in seconds however slow, and nothing of the client is a feature', async () => {
    const log = await harness.openText('access.log', many(60, (i, clock) => JSON.stringify({ time_iso8601: `2026-11-24T${clock}+00:00`, remote_addr: `10.0.0.${i}`, request_method: 'POST', uri: '/predict', status: '200', body_bytes_sent: '33', request_time: `${2 + i}.012`, upstream_response_time: i % 5 === 0 ? '0.1, 0.2' : '', http_user_agent: `agent ${i}` })));
    expect(log.state).toMatchObject({ rows: 60, files: [{ format: 'jsonl' }] });
    expect(Number((await valuesOf(log, 'request_time'))[0])).toBeCloseTo(2_012, 9);
    expect(Object.fromEntries(log.state.roles.map(({ column, role }) => [column, role]))).toEqual({
      time_iso8601: 'timestamp', remote_addr: 'ignore', request_method: 'segment', uri: 'segment', status: 'status', body_bytes_sent: 'feature', request_time: 'latency', upstream_response_time: 'ignore', http_user_agent: 'ignore',
    });
    expect(columnOf(log, 'request_time').profile.notes.join()).toMatch(/seconds, as its format says/);
  });
});

describe('what is not of the format', () => {
  it('counts bad lines with place and reason, messages apart from them', async () => {
    const text = many(50, (_, clock) => combined(clock, ' 0.010'));
    const log = await harness.openText('access.log', `${text}10.0.0.1 - - [24/Nov/2026:08:00:00 +0000] "GET / HTTP/1.1" xyz\n\n2026/11/24 08:00:00 [error] 12#12: *3 upstream timed out, request: "GET / HTTP/1.1", host: "x"\nstrange\n10.0.0.1 - - [24/Nov/2026:08:0`);
    expect(log.state).toMatchObject({ state: 'partly ready', rows: 50, badLines: 3, otherLines: 1 });
    expect(log.state.badLineList.map(({ line, reason }) => [line, reason])).toEqual([[51, 'no line of an access log'], [54, 'no line of an access log'], [55, 'half-written last line']]);
  });

  it('takes the lines of an exception\'s own message for a part of it, but no request that cannot be read', async () => {
    const text = many(30, (_, clock) => combined(clock, ' 0.010'));
    const log = await harness.openText('access.log', `${text}Traceback (most recent call last):\n  File "x.py", line 1\npydantic.ValidationError: 1 validation error for Input\nx\n  Input should be a valid integer\n"GET / HTTP/1.1" broken\n${text}x\n`);
    expect(log.state).toMatchObject({ rows: 60, otherLines: 5, badLines: 2 });
    expect(log.state.badLineList.map(({ line }) => line)).toEqual([36, 67]);
  });

  it('reads formats that are mixed in one file, and says which', async () => {
    const log = await harness.openText('mixed.log', many(60, (i, clock) => (i % 2 === 0 ? combined(clock, ' 0.010') : 'INFO:     127.0.0.1:1 - "GET /healthz HTTP/1.1" 200 OK')));
    expect(log.state).toMatchObject({ rows: 60, badLines: 0, time: { without: 30 } });
    expect(notesOf(log)).toMatch(/nginx, Apache, gunicorn\) \(30 rows\), uvicorn's format \(FastAPI, MLServer\) \(30 rows\)/);
  });

  it('leaves JSON, tables and other text alone', async () => {
    const json = await harness.openText('app.log', many(50, (i, clock) => (i % 10 === 0 ? combined(clock, '') : JSON.stringify({ timestamp: `2026-11-24T${clock}Z`, a: i }))));
    expect(json.state).toMatchObject({ rows: 45, badLines: 5, files: [{ format: 'jsonl' }] });
    const table = await harness.openText('a.csv', `time,line\n${many(50, (_, clock) => `${clock},"${combined(clock, '').replaceAll('"', '""')}"`)}`);
    expect(table.state.files).toMatchObject([{ format: 'csv' }]);
    const messages = await harness.openText('server.log', many(50, (i) => `INFO:     message ${i}`));
    expect(messages.state).toMatchObject({ state: 'failed', files: [{ state: 'not recognised', reason: 'neither JSON, CSV, Parquet nor an access log' }] });
  });

  it('never lets a client hide its request: broken UTF-8, NUL bytes, very long lines', async () => {
    const good = Buffer.from(many(50, (_, clock) => combined(clock, ' 0.010')));
    const odd = Buffer.concat([Buffer.from('10.0.0.1 - - [24/Nov/2026:09:00:00 +0000] "GET /'), Buffer.from([0xff, 0x00, 0x09, 0xc3]), Buffer.from(' HTTP/1.1" 500 1 "-" "\u202e"\n')]);
    const long = Buffer.from(`10.0.0.1 - - [24/Nov/2026:09:00:01 +0000] "GET /${'a'.repeat(900_000)} HTTP/1.1" 414 1 "-" "x" 0.010\n`);
    const longer = Buffer.from(`10.0.0.1 - - [24/Nov/2026:09:00:02 +0000] "GET /${'a"'.repeat(700_000)} HTTP/1.1" 414 1\n`);
    const log = await harness.openText('access.log', Buffer.concat([good, odd, long, longer]));
    expect(log.state).toMatchObject({ rows: 52, badLines: 1, badLineList: [{ line: 53, reason: 'longer than 1 MB' }] });
    expect((await valuesOf(log, 'status')).slice(50)).toEqual([500, 414]);
  });
});
