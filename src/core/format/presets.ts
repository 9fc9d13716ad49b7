import type { PresetLabel } from '../cube/presetsFor';

/** A preset in words: which part is the baseline and which is now. */
export function presetTitle(label: PresetLabel): string {
  switch (label.code) {
    case 'first-against-last':
      return `First ${percent(label.baseline)} against last ${percent(label.current)}`;
    case 'last-against-before':
      return `Last ${label.length} against the ${label.length} before`;
    case 'same-hours-earlier':
      return `Last ${label.length} against the same time a ${label.ago} earlier`;
    case 'labels-in':
      return `First ${percent(label.baseline)} against last ${percent(label.current)} of the part whose labels are in`;
    case 'file-against-file':
      return `File ${label.baseline} (baseline) against ${label.current}`;
    case 'version-against-version':
      return `Version ${label.baseline} (baseline) against ${label.current}`;
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
