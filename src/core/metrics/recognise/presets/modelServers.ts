import { failed, failedOf, histogram, level, mean, type Preset, rate, share } from '../preset';

/* General model servers. Names and types: triton-inference-server/core src/metrics.cc; pytorch/serve ts/configs/metrics.yaml; kserve/kserve python/kserve/kserve/metrics.py; SeldonIO/seldon-core
 * scheduler/pkg/metrics; SeldonIO/MLServer mlserver/handlers/dataplane.py; tensorflow/serving util/prometheus_exporter.cc. */

export const triton: Preset = {
  system: 'Triton',
  sign: /^nv_inference_/,
  metrics: [
    mean('request latency', 'latency', 'us', 'nv_inference_request_duration_us', ['nv_inference_request_success']),
    rate('requests', 'requests', 'requests', 'nv_inference_request_success'),
    failedOf(['nv_inference_request_failure'], ['nv_inference_request_failure', 'nv_inference_request_success']),
    level('requests waiting', 'queue', 'requests', 'nv_inference_pending_request_count'),
    histogram('time to first response', 'stage latency', 'ms', 'nv_inference_first_response_histogram_ms'),
    mean('queue time', 'stage latency', 'us', 'nv_inference_queue_duration_us', ['nv_inference_request_success']),
    mean('compute time', 'stage latency', 'us', 'nv_inference_compute_infer_duration_us', ['nv_inference_request_success']),
    mean('batch size', 'batch', 'requests', 'nv_inference_count', ['nv_inference_exec_count']),
    level('GPU utilisation', 'gpu', 'share', 'nv_gpu_utilization', 'mean'),
    share('GPU memory used', 'gpu memory', ['nv_gpu_memory_used_bytes'], ['nv_gpu_memory_total_bytes']),
    level('GPU power', 'power', 'W', 'nv_gpu_power_usage'),
    level('CPU utilisation', 'cpu', 'share', 'nv_cpu_utilization', 'mean'),
  ],
};

export const torchserve: Preset = {
  system: 'TorchServe',
  sign: /^ts_inference_/,
  metrics: [
    mean('request latency', 'latency', 'us', 'ts_inference_latency_microseconds', ['ts_inference_requests_total']),
    rate('requests', 'requests', 'requests', 'ts_inference_requests_total'),
    failedOf(['Requests5XX'], ['Requests2XX', 'Requests4XX', 'Requests5XX']),
    mean('queue time', 'stage latency', 'us', 'ts_queue_latency_microseconds', ['ts_inference_requests_total']),
    level('CPU utilisation', 'cpu', 'percent', 'CPUUtilization', 'mean'),
    level('memory utilisation', 'memory', 'percent', 'MemoryUtilization', 'mean'),
    level('GPU utilisation', 'gpu', 'percent', 'GPUUtilization', 'mean'),
    level('GPU memory used', 'gpu memory', 'MB', 'GPUMemoryUsed'),
  ],
};

export const kserve: Preset = {
  system: 'KServe',
  sign: /^request_predict_seconds$/,
  metrics: [
    histogram('predict latency', 'latency', 's', 'request_predict_seconds'),
    histogram('preprocess time', 'stage latency', 's', 'request_preprocess_seconds'),
    histogram('postprocess time', 'stage latency', 's', 'request_postprocess_seconds'),
    histogram('explain time', 'stage latency', 's', 'request_explain_seconds'),
  ],
};

export const seldon: Preset = {
  system: 'Seldon Core',
  sign: /^seldon_(model|pipeline)_/,
  metrics: [
    histogram('request latency', 'latency', 's', 'seldon_model_infer_api_seconds', 'seldon_pipeline_infer_api_seconds'),
    rate('requests', 'requests', 'requests', 'seldon_model_infer_total'),
    { kind: 'ratio', name: 'error rate', role: 'errors', unit: 'share', part: ['seldon_model_infer_total'], where: [{ label: 'code', op: '!~', value: '2..' }, { label: 'code', op: '!=', value: 'OK' }], whole: null },
    mean('inference time', 'stage latency', 's', 'seldon_model_infer_seconds_total', ['seldon_model_infer_total']),
  ],
};

export const mlserver: Preset = {
  system: 'MLServer',
  sign: /^model_infer_request_/,
  metrics: [
    histogram('request latency', 'latency', 's', 'rest_server_requests_duration_seconds'),
    mean('inference latency', 'latency', 's', 'model_infer_request_duration'),
    rate('requests', 'requests', 'requests', 'model_infer_request_success_total'),
    failedOf(['model_infer_request_failure_total'], ['model_infer_request_failure_total', 'model_infer_request_success_total']),
    histogram('batch queue', 'queue', 'requests', 'batch_request_queue'),
    histogram('parallel queue', 'queue', 'requests', 'parallel_request_queue'),
  ],
};

export const tensorflowServing: Preset = {
  system: 'TensorFlow Serving',
  sign: /^tensorflow_serving_/,
  metrics: [
    histogram('request latency', 'latency', 'us', ':tensorflow:serving:request_latency'),
    rate('requests', 'requests', 'requests', ':tensorflow:serving:request_count'),
    failed(':tensorflow:serving:request_count', 'status', '!=', 'OK'),
    histogram('runtime latency', 'stage latency', 'us', ':tensorflow:serving:runtime_latency'),
    histogram('queue time', 'stage latency', 'us', ':tensorflow:serving:batching_session:queuing_latency'),
    histogram('batch size', 'batch', 'requests', ':tensorflow:serving:batching_session:processed_batch_size'),
  ],
};

export const rayServe: Preset = {
  system: 'Ray Serve',
  sign: /^ray_serve_/,
  metrics: [
    histogram('request latency', 'latency', 'ms', 'ray_serve_http_request_latency_ms', 'ray_serve_grpc_request_latency_ms', 'ray_serve_deployment_processing_latency_ms'),
    rate('requests', 'requests', 'requests', ['ray_serve_num_http_requests_total', 'ray_serve_deployment_request_counter_total']),
    failedOf(['ray_serve_num_http_error_requests_total'], ['ray_serve_num_http_requests_total']),
    level('requests waiting', 'queue', 'requests', 'ray_serve_deployment_queued_queries'),
    level('requests running', 'running', 'requests', ['ray_serve_num_ongoing_http_requests', 'ray_serve_replica_processing_queries']),
  ],
};

export const bentoml: Preset = {
  system: 'BentoML',
  sign: /^bentoml_(service|api_server|runner)_/,
  metrics: [
    histogram('request latency', 'latency', 's', 'bentoml_service_request_duration_seconds', 'bentoml_api_server_request_duration_seconds'),
    rate('requests', 'requests', 'requests', ['bentoml_service_request_total', 'bentoml_api_server_request_total']),
    failed('bentoml_service_request_total', 'http_response_code', '=~', '5..'),
    level('requests running', 'running', 'requests', ['bentoml_service_request_in_progress', 'bentoml_api_server_request_in_progress']),
    histogram('batch size', 'batch', 'requests', 'bentoml_service_adaptive_batch_size', 'bentoml_runner_adaptive_batch_size'),
  ],
};
