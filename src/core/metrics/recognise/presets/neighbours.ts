import { failed, histogram, level, mean, type Preset, rate, share } from '../preset';

/* What often stands beside a model on one server, and is none: data stores, proxies, probes, the metric servers themselves. None of it speaks for the model's latency, requests or
 * errors; the metric servers do of their own, where nothing else is there. Names as the exporters write them (test/fixtures/metrics/exporterPages.json). */

export const blackbox: Preset = {
  system: 'blackbox exporter',
  sign: /^probe_(success|duration_seconds|http_|dns_|icmp_|tcp_)/,
  metrics: [level('probes that succeed', 'other', 'share', 'probe_success', 'mean'), level('probe duration', 'stage latency', 's', 'probe_duration_seconds', 'mean')],
};

export const redis: Preset = {
  system: 'redis exporter',
  sign: /^redis_/,
  metrics: [
    mean('redis command time', 'stage latency', 's', 'redis_commands_duration_seconds_total', ['redis_commands_total', 'redis_commands_processed_total']),
    rate('redis commands', 'other', 'none', 'redis_commands_processed_total'),
    { kind: 'ratio', name: 'redis hits', role: 'cache', unit: 'share', part: ['redis_keyspace_hits_total'], whole: ['redis_keyspace_hits_total', 'redis_keyspace_misses_total'] },
    rate('redis evicted keys', 'cache', 'none', 'redis_evicted_keys_total'),
    level('redis memory', 'memory', 'bytes', 'redis_memory_used_bytes'),
    level('redis clients', 'other', 'none', 'redis_connected_clients'),
  ],
};

export const postgres: Preset = {
  system: 'postgres exporter',
  sign: /^pg_(stat|up$|locks|static|settings|database|exporter|scrape)/,
  metrics: [
    rate('postgres commits', 'other', 'none', ['pg_stat_database_xact_commit', 'pg_stat_database_xact_commit_total']),
    { kind: 'ratio', name: 'postgres rollbacks', role: 'other', unit: 'share', part: ['pg_stat_database_xact_rollback'], whole: ['pg_stat_database_xact_rollback', 'pg_stat_database_xact_commit'] },
    { kind: 'ratio', name: 'postgres cache hits', role: 'cache', unit: 'share', part: ['pg_stat_database_blks_hit'], whole: ['pg_stat_database_blks_hit', 'pg_stat_database_blks_read'] },
    level('postgres connections', 'other', 'none', 'pg_stat_database_numbackends'),
  ],
};

export const processExporter: Preset = {
  system: 'process exporter',
  sign: /^namedprocess_/,
  metrics: [
    rate('CPU cores used by named processes', 'cpu', 'cores', 'namedprocess_namegroup_cpu_seconds_total'),
    level('memory of named processes', 'memory', 'bytes', 'namedprocess_namegroup_memory_bytes', 'sum', [{ label: 'memtype', op: '=', value: 'resident' }]),
  ],
};

export const nginx: Preset = {
  system: 'nginx exporter',
  sign: /^nginx(exporter)?_/,
  metrics: [rate('nginx requests', 'other', 'requests', 'nginx_http_requests_total'), level('nginx connections', 'running', 'none', 'nginx_connections_active')],
};

export const goRuntime: Preset = {
  system: 'Go runtime',
  sign: /^go_goroutines$/,
  alone: true,
  metrics: [level('goroutines', 'other', 'none', 'go_goroutines'), level('heap in use', 'memory', 'bytes', 'go_memstats_heap_inuse_bytes')],
};

export const prometheusItself: Preset = {
  system: 'Prometheus itself',
  sign: /^prometheus_http_request/,
  alone: true,
  metrics: [
    histogram('request latency', 'latency', 's', 'prometheus_http_request_duration_seconds'),
    rate('requests', 'requests', 'requests', 'prometheus_http_requests_total'),
    failed('prometheus_http_requests_total', 'code', '=~', '5..'),
    mean('query time', 'stage latency', 's', 'prometheus_engine_query_duration_seconds'),
    level('queries running', 'running', 'none', 'prometheus_engine_queries'),
    level('series held', 'other', 'none', 'prometheus_tsdb_head_series'),
  ],
};

export const victoriaItself: Preset = {
  system: 'VictoriaMetrics itself',
  sign: /^vm_http_requests$/,
  alone: true,
  metrics: [
    rate('requests', 'requests', 'requests', 'vm_http_requests_total'),
    { kind: 'ratio', name: 'error rate', role: 'errors', unit: 'share', part: ['vm_http_request_errors_total'], whole: ['vm_http_requests_total'] },
    level('queries running', 'running', 'none', 'vm_concurrent_select_current'),
  ],
};

export const machineByOtel: Preset = {
  system: 'OpenTelemetry host',
  sign: /^(system_(cpu|memory)|hw_gpu)_\w+_(ratio|bytes)$/,
  metrics: [
    level('CPU utilisation', 'cpu', 'share', 'system_cpu_utilization_ratio', 'mean'),
    level('memory used', 'memory', 'bytes', 'system_memory_usage_bytes', 'sum', [{ label: 'state', op: '=', value: 'used' }]),
    level('GPU utilisation', 'gpu', 'share', 'hw_gpu_utilization_ratio', 'mean'),
    share('GPU memory used', 'gpu memory', ['hw_gpu_memory_usage_bytes'], ['hw_gpu_memory_limit_bytes']),
  ],
};
