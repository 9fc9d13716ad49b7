import type { WindowInfo } from '../domain/window';
import { countOf, defaultLocale } from './numbers';
import { oneLine } from './oneLine';
import { formatSpan } from './time';

/** Where a window lies: its time span, or its file, version or rows. */
export function formatWindowPlace(window: WindowInfo, locale = defaultLocale): string {
  if (window.from !== null && window.to !== null) return formatSpan(window.from, window.to, locale);
  // File and version names come from the log.
  if (window.label !== null) return oneLine(window.label);
  return `slots ${window.slots.from + 1} to ${window.slots.to}`;
}

/** Place, versions and rows of a window in one line. */
export function formatWindow(window: WindowInfo, locale = defaultLocale): string {
  const names = window.versions.length > 3 ? `${window.versions.slice(0, 3).join(', ')} and ${window.versions.length - 3} more` : window.versions.join(', ');
  const versions = window.versions.length === 0 || names === window.label ? '' : ` · ${oneLine(names)}`;
  return `${formatWindowPlace(window, locale)}${versions} · ${countOf(window.rows, window.counts ?? 'row', `${window.counts ?? 'row'}s`, locale)}`;
}
