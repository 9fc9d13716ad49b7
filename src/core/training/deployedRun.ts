import type { TrainingRun } from './trainingRun';

export type DeployedRun = { readonly run: TrainingRun; readonly how: string } | { readonly run: null; readonly reason: string };

/**
 * The run that made the deployed model: a version of the log is its id, its name, a registered version (`churn/3`, `churn:3`, `3`, `v3`) or a tag's value.
 * Several runs that fit equally well: the newest, which `how` says.
 * @param versions of the window that is looked at
 * @param chosen id or name that somebody asked for; comes before all that is guessed
 */
export function deployedRun(runs: readonly TrainingRun[], versions: readonly string[], chosen: string | null = null): DeployedRun {
  if (chosen !== null) {
    const run = findRun(runs, chosen);
    return run === null ? { run: null, reason: `there is no run "${chosen}" among the ${runs.length} that were read` } : { run, how: 'chosen by hand' };
  }
  if (runs.length === 0) return { run: null, reason: 'no run was read' };
  for (const { what, fits } of ways) {
    const found = runs.filter((run) => versions.some((version) => fits(run, version)));
    const [newest] = found;
    if (newest !== undefined) return { run: newest, how: `the log's version is ${what}${found.length > 1 ? `; of ${found.length} runs that fit, the newest` : ''}` };
  }
  const shown = versions.slice(0, 3).map((version) => `"${version}"`).join(', ');
  return { run: null, reason: versions.length === 0 ? 'the log has no version column, so nothing tells which run is deployed: choose one' : `no run has the version ${shown} of the log as its id, name, registered version or tag: choose one` };
}

/** By id, else by name, else by the beginning of an id (at least four characters) that only one run has. */
export function findRun(runs: readonly TrainingRun[], wanted: string): TrainingRun | null {
  const exact = runs.find(({ id }) => id === wanted) ?? runs.find(({ name }) => name === wanted);
  if (exact !== undefined) return exact;
  const begun = wanted.length < 4 ? [] : runs.filter(({ id }) => id.startsWith(wanted));
  return begun.length === 1 ? (begun[0] ?? null) : null;
}

const ways: readonly { readonly what: string; readonly fits: (run: TrainingRun, version: string) => boolean }[] = [
  { what: "the run's id", fits: ({ id }, version) => id === version || (version.length >= 7 && id.startsWith(version)) },
  { what: "the run's name", fits: ({ name }, version) => name === version },
  { what: 'a registered version that the run made', fits: ({ registered }, version) => registered.some((one) => registeredForms(one).includes(version.toLowerCase())) },
  { what: "a value of one of the run's tags", fits: ({ tags }, version) => Object.entries(tags).some(([key, value]) => /version|release|deploy|model/i.test(key) && value === version) },
];

/** `churn/3`: also `churn:3`, `churn-v3`, `v3` and `3`. */
function registeredForms(registered: string): readonly string[] {
  const at = registered.lastIndexOf('/');
  const [name, number] = [registered.slice(0, at).toLowerCase(), registered.slice(at + 1).toLowerCase()];
  return [`${name}/${number}`, `${name}:${number}`, `models:/${name}/${number}`, `${name}-${number}`, `${name}-v${number}`, `v${number}`, number];
}
