/** What a metric of a server stands for. Only `latency`, `requests` and `errors` describe whole requests; stages have a role of their own. */
export const metricRoles = [
  'latency', 'stage latency', 'requests', 'errors', 'queue', 'running', 'batch', 'tokens', 'cache', 'request size', 'cpu', 'memory', 'gpu', 'gpu memory', 'power', 'temperature', 'disk', 'network', 'quality', 'other',
] as const;

export type MetricRole = (typeof metricRoles)[number];
