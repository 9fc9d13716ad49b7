import { failedOf, histogram, level, type Preset, rate } from '../preset';

/* Servers of language models. Names: vllm-project/vllm vllm/v1/metrics/loggers.py; sgl-project/sglang metrics_collector.py; huggingface/text-generation-inference docs/source/reference/metrics.md. */

export const vllm: Preset = {
  system: 'vLLM',
  sign: /^vllm_/,
  metrics: [
    histogram('request latency', 'latency', 's', 'vllm:e2e_request_latency_seconds'),
    rate('requests', 'requests', 'requests', 'vllm:request_success_total'),
    { kind: 'ratio', name: 'aborted requests', role: 'other', unit: 'share', part: ['vllm:request_success_total'], where: [{ label: 'finished_reason', op: '=', value: 'abort' }], whole: null },
    level('requests waiting', 'queue', 'requests', 'vllm:num_requests_waiting'),
    level('requests running', 'running', 'requests', 'vllm:num_requests_running'),
    histogram('time to first token', 'stage latency', 's', 'vllm:time_to_first_token_seconds'),
    histogram('time per output token', 'stage latency', 's', 'vllm:inter_token_latency_seconds', 'vllm:time_per_output_token_seconds'),
    histogram('queue time', 'stage latency', 's', 'vllm:request_queue_time_seconds'),
    histogram('prefill time', 'stage latency', 's', 'vllm:request_prefill_time_seconds'),
    histogram('decode time', 'stage latency', 's', 'vllm:request_decode_time_seconds'),
    rate('prompt tokens', 'tokens', 'tokens', 'vllm:prompt_tokens_total'),
    rate('generated tokens', 'tokens', 'tokens', 'vllm:generation_tokens_total'),
    histogram('prompt tokens of a request', 'request size', 'tokens', 'vllm:request_prompt_tokens'),
    histogram('tokens of a step', 'batch', 'tokens', 'vllm:iteration_tokens_total'),
    level('KV cache used', 'cache', 'share', ['vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc'], 'mean'),
    { kind: 'ratio', name: 'prefix cache hits', role: 'cache', unit: 'share', part: ['vllm:prefix_cache_hits_total', 'vllm:gpu_prefix_cache_hits_total'], whole: ['vllm:prefix_cache_queries_total', 'vllm:gpu_prefix_cache_queries_total'] },
    rate('preemptions', 'other', 'requests', 'vllm:num_preemptions_total'),
  ],
};

export const sglang: Preset = {
  system: 'SGLang',
  sign: /^sglang_/,
  metrics: [
    histogram('request latency', 'latency', 's', 'sglang:e2e_request_latency_seconds'),
    rate('requests', 'requests', 'requests', 'sglang:num_requests_total'),
    failedOf(['sglang:num_aborted_requests_total'], ['sglang:num_requests_total']),
    level('requests waiting', 'queue', 'requests', 'sglang:num_queue_reqs'),
    level('requests running', 'running', 'requests', 'sglang:num_running_reqs'),
    histogram('time to first token', 'stage latency', 's', 'sglang:time_to_first_token_seconds'),
    histogram('time per output token', 'stage latency', 's', 'sglang:inter_token_latency_seconds', 'sglang:time_per_output_token_seconds'),
    rate('prompt tokens', 'tokens', 'tokens', 'sglang:prompt_tokens_total'),
    rate('generated tokens', 'tokens', 'tokens', 'sglang:generation_tokens_total'),
    level('token pool used', 'cache', 'share', 'sglang:token_usage', 'mean'),
    level('cache hit rate', 'cache', 'share', 'sglang:cache_hit_rate', 'mean'),
  ],
};

export const tgi: Preset = {
  system: 'Text Generation Inference',
  sign: /^tgi_/,
  metrics: [
    histogram('request latency', 'latency', 's', 'tgi_request_duration'),
    rate('requests', 'requests', 'requests', 'tgi_request_count'),
    failedOf(['tgi_request_failure'], ['tgi_request_count']),
    level('requests waiting', 'queue', 'requests', 'tgi_queue_size'),
    level('batch size', 'batch', 'requests', 'tgi_batch_current_size'),
    histogram('queue time', 'stage latency', 's', 'tgi_request_queue_duration'),
    histogram('inference time', 'stage latency', 's', 'tgi_request_inference_duration'),
    histogram('time per output token', 'stage latency', 's', 'tgi_request_mean_time_per_token_duration'),
    histogram('input tokens of a request', 'request size', 'tokens', 'tgi_request_input_length'),
    histogram('generated tokens of a request', 'tokens', 'tokens', 'tgi_request_generated_tokens'),
  ],
};
