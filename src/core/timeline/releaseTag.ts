/** Prefixes that say what a version is of: `release-1.4`, `deploy/2024-06-10`, `model@v1.4.0`. */
const release = /^(?:.*[/@_-])?v?(\d+(?:\.\d+)+(?:[-+._]?[0-9A-Za-z][-+.0-9A-Za-z]*)?|\d+)$/i;
const said = /(?:^|[/_.-])(?:deploy(?:ed|ment)?|release[ds]?|prod(?:uction)?|live|rollout)(?:$|[/_.@-])/i;

/**
 * Whether a tag's name reads like that of a release: a version with dots (`v1.4.0`, `model-1.4`, `2024.06.1`), `v` with a number, or a word for going live
 * (`deploy-…`, `prod/…`). A bare number behind a word (`build-123`) is none.
 */
export function isReleaseTag(name: string): boolean {
  const version = release.exec(name)?.[1];
  return said.test(name) || (version !== undefined && (version.includes('.') || /(?:^|[/@_-])v\d+$/i.test(name)));
}

/** A version as logs, tags and metrics write it, brought to one form for comparing: `v1.4.0`, `1.4.0` and `release-1.4.0` are the same. */
export function versionKey(text: string): string {
  const plain = text.trim().toLowerCase();
  const version = release.exec(plain)?.[1] ?? plain;
  return /^\d+(\.\d+)+$/.test(version) ? version.replace(/(\.0+)+$/, '') : version;
}
