import type { Role } from '../domain/role';
import type { TimeUnit } from '../domain/source';

/** What the format of a log says of a column, before its name and values are asked. */
export interface ColumnHint {
  readonly role: Role;
  /** Why, to follow "the log's format says so". */
  readonly detail: string;
  /** Unit of a latency. */
  readonly unit?: TimeUnit;
  /** True where its values were converted to that unit when they were read: a configured unit has been heeded there. */
  readonly converted?: true;
}

const instance = 'names one server instance; give it the role segment to look for reasons in it';
const part = 'a part of the latency, not an input';

/** Columns of an access log (`accessColumns`), those of single roles in the order of preference. */
const ofAccess: readonly (readonly [string, ColumnHint])[] = [
  ['time', { role: 'timestamp', detail: 'time of the request' }],
  ['latency_ms', { role: 'latency', detail: 'time of the request, in milliseconds', unit: 'ms', converted: true }],
  ['upstream_ms', { role: 'latency', detail: 'time of the servers behind the proxy, in milliseconds', unit: 'ms', converted: true }],
  ['status', { role: 'status', detail: 'status of the reply' }],
  ['version', { role: 'version', detail: 'version of the model' }],
  ['model', { role: 'model', detail: 'name of the model' }],
  ['deployment', { role: 'model', detail: 'name of the deployment' }],
  ['request_id', { role: 'id', detail: 'request id' }],
  ['method', { role: 'segment', detail: 'method of the request' }],
  ['path', { role: 'segment', detail: 'path of the request' }],
  ['flags', { role: 'segment', detail: 'flags of the reply' }],
  ['bytes', { role: 'feature', detail: 'bytes of the reply' }],
  ['request_bytes', { role: 'feature', detail: 'bytes of the request' }],
  ['agent', { role: 'ignore', detail: 'the client\'s program, no input of a model' }],
  ['address', { role: 'ignore', detail: 'the client\'s address, no input of a model' }],
  ['upstream', { role: 'ignore', detail: instance }],
  ['replica', { role: 'ignore', detail: instance }],
];

/** nginx's variables as keys of a JSON access log (ngx_http_core_module, ngx_http_upstream_module); times in seconds. */
const ofNginxJson: readonly (readonly [string, ColumnHint])[] = [
  ['time_iso8601', { role: 'timestamp', detail: '$time_iso8601' }],
  ['msec', { role: 'timestamp', detail: '$msec' }],
  ['time_local', { role: 'timestamp', detail: '$time_local' }],
  ['request_time', { role: 'latency', detail: '$request_time, in seconds', unit: 's' }],
  ['upstream_response_time', { role: 'latency', detail: '$upstream_response_time, in seconds', unit: 's' }],
  ['status', { role: 'status', detail: '$status' }],
  ['request_id', { role: 'id', detail: '$request_id' }],
  ['request_method', { role: 'segment', detail: '$request_method' }],
  ['uri', { role: 'segment', detail: '$uri' }],
  ['request_uri', { role: 'segment', detail: '$request_uri' }],
  ['body_bytes_sent', { role: 'feature', detail: '$body_bytes_sent' }],
  ['bytes_sent', { role: 'feature', detail: '$bytes_sent' }],
  ['request_length', { role: 'feature', detail: '$request_length' }],
  ...['upstream_connect_time', 'upstream_header_time'].map((name) => [name, { role: 'ignore', detail: part }] as const),
  ...['upstream_addr', 'upstream_status', 'hostname', 'pid'].map((name) => [name, { role: 'ignore', detail: instance }] as const),
  ...['remote_addr', 'remote_user', 'remote_port', 'realip_remote_addr', 'http_user_agent', 'http_referer', 'http_referrer', 'http_x_forwarded_for', 'args', 'query_string', 'request', 'server_protocol', 'connection', 'connection_requests', 'ssl_protocol', 'ssl_cipher', 'scheme', 'http_host', 'server_addr', 'server_port']
    .map((name) => [name, { role: 'ignore', detail: 'of the client or its connection, no input of a model' }] as const),
];

/** So many names that only nginx has make a JSON log one of its. */
const telling = new Set(['remote_addr', 'request_uri', 'body_bytes_sent', 'http_user_agent', 'http_referer', 'request_time', 'upstream_response_time', 'upstream_addr', 'time_iso8601', 'time_local', 'server_protocol', 'request_method', 'http_x_forwarded_for', 'request_length']);
const leastTelling = 3;

/** What the format of a log says of its columns: of an access log's, and of a JSON log that has nginx's variables as keys. By name, in the order of preference. */
export function formatHints(isAccessLog: boolean, names: readonly string[]): ReadonlyMap<string, ColumnHint> {
  if (isAccessLog) return new Map(ofAccess);
  return names.filter((name) => telling.has(name)).length >= leastTelling ? new Map(ofNginxJson) : new Map();
}
