import { failed, histogram, level, mean, type Preset, rate, share } from '../preset';

/* Web frameworks, OpenTelemetry's conventions, processes, machines and GPUs. Sources: trallnag/prometheus-fastapi-instrumentator; open-telemetry/semantic-conventions docs/http, docs/system; prometheus/client_python
 * process_collector.py; prometheus/node_exporter; NVIDIA/dcgm-exporter etc/default-counters.csv; utkuozdemir/nvidia_gpu_exporter docs/METRICS.md. */

export const fastapi: Preset = {
  system: 'FastAPI instrumentator',
  sign: /^http_request_duration_highr_seconds$/,
  metrics: [
    histogram('request latency', 'latency', 's', 'http_request_duration_highr_seconds', 'http_request_duration_seconds'),
    rate('requests', 'requests', 'requests', 'http_requests_total'),
    failed('http_requests_total', 'status', '=~', '5.*'),
    level('requests running', 'running', 'requests', 'http_requests_inprogress'),
    mean('request size', 'request size', 'bytes', 'http_request_size_bytes'),
  ],
};

const httpServer = ['http_server_request_duration_seconds', 'http.server.request.duration'] as const;
/** Until the conventions of HTTP became stable: milliseconds, and other names of attributes. */
const oldHttpServer = ['http_server_duration_milliseconds', 'http.server.duration'] as const;
const failedHttp = (of: readonly string[], label: string): Preset['metrics'][number] => ({ kind: 'ratio', name: 'error rate', role: 'errors', unit: 'share', part: of, where: [{ label, op: '=~', value: '5..' }], whole: null });

export const otelHttp: Preset = {
  system: 'OpenTelemetry HTTP',
  sign: /^http_server_(request_)?duration(_seconds|_milliseconds)?$/,
  metrics: [
    histogram('request latency', 'latency', 's', ...httpServer),
    histogram('request latency', 'latency', 'ms', ...oldHttpServer),
    failedHttp(httpServer, 'http_response_status_code'),
    failedHttp(oldHttpServer, 'http_status_code'),
    level('requests running', 'running', 'requests', ['http_server_active_requests', 'http.server.active_requests']),
    histogram('request size', 'request size', 'bytes', 'http_server_request_body_size_bytes', 'http.server.request.body.size', 'http.server.request.size'),
  ],
};

const genAiServer = ['gen_ai_server_request_duration_seconds', 'gen_ai.server.request.duration'] as const;
const genAiClient = ['gen_ai_client_operation_duration_seconds', 'gen_ai.client.operation.duration'] as const;

export const otelGenAi: Preset = {
  system: 'OpenTelemetry GenAI',
  sign: /^gen_ai_(client|server)_/,
  metrics: [
    histogram('request latency', 'latency', 's', ...genAiServer, ...genAiClient),
    { kind: 'ratio', name: 'error rate', role: 'errors', unit: 'share', part: [...genAiServer, ...genAiClient], where: [{ label: 'error_type', op: '!=', value: '' }], whole: null },
    histogram('time to first token', 'stage latency', 's', 'gen_ai_server_time_to_first_token_seconds', 'gen_ai.server.time_to_first_token', 'gen_ai.client.operation.time_to_first_chunk'),
    histogram('time per output token', 'stage latency', 's', 'gen_ai_server_time_per_output_token_seconds', 'gen_ai.server.time_per_output_token', 'gen_ai.client.operation.time_per_output_chunk'),
    histogram('tokens of a request', 'tokens', 'tokens', 'gen_ai_client_token_usage', 'gen_ai.client.token.usage'),
  ],
};

export const otelHost: Preset = {
  system: 'OpenTelemetry host',
  sign: /^(system_(cpu|memory)_(utilization|usage)|process_(cpu_time|cpu_utilization|memory_usage)|hw_(gpu_.+|power|temperature))$/,
  metrics: [
    rate('CPU cores used', 'cpu', 'cores', 'process.cpu.time'),
    level('resident memory', 'memory', 'bytes', 'process.memory.usage'),
    // Of each processor the shares of its states add up to one.
    { kind: 'level share', name: 'CPU utilisation', role: 'cpu', unit: 'share', part: ['system.cpu.utilization'], where: [[{ label: 'state', op: '=', value: 'idle' }], [{ label: 'cpu_mode', op: '=', value: 'idle' }]], whole: ['system.cpu.utilization'], complement: true },
    level('memory used', 'memory', 'share', 'system.memory.utilization', 'mean', [{ label: 'state', op: '=~', value: '|used' }, { label: 'system_memory_state', op: '=~', value: '|used' }]),
    level('GPU utilisation', 'gpu', 'share', 'hw.gpu.utilization', 'mean'),
    share('GPU memory used', 'gpu memory', ['hw.gpu.memory.usage'], ['hw.gpu.memory.limit']),
    level('GPU memory utilisation', 'gpu memory', 'share', 'hw.gpu.memory.utilization', 'mean'),
    level('power', 'power', 'W', 'hw.power'),
    level('temperature', 'temperature', 'celsius', 'hw.temperature', 'max'),
  ],
};

export const processes: Preset = {
  system: 'process',
  sign: /^process_cpu_seconds$/,
  metrics: [
    rate('CPU cores used', 'cpu', 'cores', 'process_cpu_seconds_total'),
    level('resident memory', 'memory', 'bytes', 'process_resident_memory_bytes'),
    share('open files', 'other', ['process_open_fds'], ['process_max_fds']),
  ],
};

export const node: Preset = {
  system: 'node exporter',
  sign: /^node_cpu_seconds$/,
  metrics: [
    { kind: 'ratio', name: 'CPU utilisation', role: 'cpu', unit: 'share', part: ['node_cpu_seconds_total'], where: [{ label: 'mode', op: '=', value: 'idle' }], whole: null, complement: true },
    share('memory used', 'memory', ['node_memory_MemAvailable_bytes'], ['node_memory_MemTotal_bytes'], true),
    level('load (1 min)', 'cpu', 'none', 'node_load1', 'mean'),
    share('disk used', 'disk', ['node_filesystem_avail_bytes'], ['node_filesystem_size_bytes'], true),
    rate('network received', 'network', 'bytes', 'node_network_receive_bytes_total'),
    rate('network sent', 'network', 'bytes', 'node_network_transmit_bytes_total'),
  ],
};

export const dcgm: Preset = {
  system: 'DCGM',
  sign: /^dcgm_fi_/,
  metrics: [
    level('GPU utilisation', 'gpu', 'percent', 'DCGM_FI_DEV_GPU_UTIL', 'mean'),
    share('GPU memory used', 'gpu memory', ['DCGM_FI_DEV_FB_USED'], ['DCGM_FI_DEV_FB_USED', 'DCGM_FI_DEV_FB_FREE']),
    level('GPU power', 'power', 'W', 'DCGM_FI_DEV_POWER_USAGE'),
    level('GPU temperature', 'temperature', 'celsius', 'DCGM_FI_DEV_GPU_TEMP', 'max'),
    level('GPU engine active', 'gpu', 'share', 'DCGM_FI_PROF_GR_ENGINE_ACTIVE', 'mean'),
  ],
};

export const nvidiaSmi: Preset = {
  system: 'nvidia_smi exporter',
  sign: /^nvidia_smi_/,
  metrics: [
    level('GPU utilisation', 'gpu', 'share', 'nvidia_smi_utilization_gpu_ratio', 'mean'),
    share('GPU memory used', 'gpu memory', ['nvidia_smi_memory_used_bytes'], ['nvidia_smi_memory_total_bytes']),
    level('GPU power', 'power', 'W', 'nvidia_smi_power_draw_watts'),
    level('GPU temperature', 'temperature', 'celsius', 'nvidia_smi_temperature_gpu', 'max'),
  ],
};
