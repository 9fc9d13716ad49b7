/** What an info metric (`model_build_info{version="1.4"} 1`) or a process' start says, as far as the time asked for goes. */
export interface BuildSeries {
  readonly metric: string;
  readonly labels: ReadonlyMap<string, string>;
  /** Microseconds since 1970 UTC of its first sample. */
  readonly first: number;
}

/** A build that was not there when its metric was first seen. */
export interface BuildSeen {
  /** Microseconds since 1970 UTC. */
  readonly time: number;
  readonly metric: string;
  readonly version: string;
  readonly revision: string | null;
}

/** A process that began. */
export interface RestartSeen {
  /** Microseconds since 1970 UTC, as the process itself says. */
  readonly time: number;
  /** Job and instance, where they are said. */
  readonly who: string;
}

const versionLabels = ['version', 'model_version', 'app_version', 'image_tag', 'tag', 'release'];
const revisionLabels = ['revision', 'commit', 'git_commit', 'git_sha', 'sha', 'commit_sha'];

/** Metrics that tell of builds, but of those of tools, not of the model: what their libraries are compiled with. */
const ofTools = /^(go|python|promhttp|prometheus|alertmanager|node_exporter|process_exporter|grafana|loki|thanos|cortex|mimir|dcgm|nvidia|jvm|kube)_/;

/** Whether a metric is one whose labels name a build. */
export function isBuildMetric(name: string): boolean {
  return /^(?:.*_)?(?:build_info|app_info|version_info|model_info)$/.test(name) && !ofTools.test(name);
}

export const startMetric = 'process_start_time_seconds';

/**
 * Builds that came within the time asked for, oldest first; those whose metric begins with them were there before and are left out.
 * @param slack microseconds within which two first samples count as the same look
 */
export function buildsSeen(series: readonly BuildSeries[], slack: number): readonly BuildSeen[] {
  const firstOf = new Map<string, number>();
  for (const { metric, first } of series) firstOf.set(metric, Math.min(first, firstOf.get(metric) ?? Infinity));
  const found = new Map<string, BuildSeen>();
  for (const { metric, labels, first } of series) {
    const revision = labelOf(labels, revisionLabels);
    const version = labelOf(labels, versionLabels) ?? revision;
    if (version === null) continue;
    const key = JSON.stringify([metric, version, revision]);
    const known = found.get(key);
    // Several instances serve the same build; it came with the first of them.
    if (known === undefined || first < known.time) found.set(key, { time: first, metric, version, revision });
  }
  return [...found.values()].filter(({ metric, time }) => time > (firstOf.get(metric) ?? Infinity) + slack).sort((a, b) => a.time - b.time);
}

function labelOf(labels: ReadonlyMap<string, string>, names: readonly string[]): string | null {
  const name = names.find((each) => (labels.get(each) ?? '') !== '');
  return name === undefined ? null : (labels.get(name) ?? null);
}

/** Starts as an exporter tells them, in seconds: each once, those within the span alone, oldest first. */
export function restartsSeen(starts: readonly { readonly seconds: number; readonly who: string }[], from: number, to: number): readonly RestartSeen[] {
  const seen = new Set<string>();
  return starts
    .map(({ seconds, who }) => ({ time: Math.round(seconds * 1e6), who }))
    .filter(({ time, who }) => Number.isFinite(time) && time >= from && time < to && !seen.has(`${Math.round(time / 1e6)} ${who}`) && seen.add(`${Math.round(time / 1e6)} ${who}`) !== undefined)
    .sort((a, b) => a.time - b.time);
}
