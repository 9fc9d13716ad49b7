import type { AxisKind } from '../domain/window';
import type { Verdict } from '../domain/finding';
import type { Progress } from '../domain/progress';
import type { FileState, SourceState } from '../domain/source';
import type { MetricSourceState } from '../metrics/metricSourceState';
import { t } from './texts';

/* Words that the data speaks in (a verdict is `moved` wherever it is judged, stored or compared), as people read them. */

export function verdictWord(verdict: Verdict): string {
  switch (verdict) {
    case 'moved':
      return t('moved');
    case 'stable':
      return t('stable');
    case 'not enough data':
      return t('not enough data');
    case 'not available':
      return t('not available');
  }
}

/** What an axis runs along. */
export function axisWord(axis: AxisKind): string {
  switch (axis) {
    case 'time':
      return t('time');
    case 'file':
      return t('files');
    case 'version':
      return t('versions');
    case 'row':
      return t('row order');
  }
}

/** What a slot of an axis without times is: `file`, `version`, `row`. */
export function slotWord(axis: Exclude<AxisKind, 'time'>): string {
  switch (axis) {
    case 'file':
      return t('file');
    case 'version':
      return t('version');
    case 'row':
      return t('row');
  }
}

/** Families of findings and of alerts; a family of a name that is not known stays as it is. */
export function familyWord(family: string): string {
  switch (family) {
    case 'service':
      return t('service');
    case 'quality':
      return t('quality');
    case 'drift':
      return t('drift');
    case 'confidence':
      return t('confidence');
    case 'business':
      return t('business');
    default:
      return family;
  }
}

/** How an incident, or a rule of one's own, stands. */
export function alertStateWord(state: 'firing' | 'resolved' | 'acknowledged' | 'muted' | 'within' | 'pending' | 'not judged' | 'quiet'): string {
  switch (state) {
    case 'firing':
      return t('firing');
    case 'resolved':
      return t('resolved');
    case 'acknowledged':
      return t('acknowledged');
    case 'muted':
      return t('muted');
    case 'within':
      return t('within');
    case 'pending':
      return t('pending');
    case 'not judged':
      return t('not judged');
    case 'quiet':
      return t('quiet');
  }
}

export function fileStateWord(state: FileState['state']): string {
  switch (state) {
    case 'read':
      return t('read');
    case 'partly read':
      return t('partly read');
    case 'empty':
      return t('empty');
    case 'unreadable':
      return t('unreadable');
    case 'vanished':
      return t('vanished');
    case 'not recognised':
      return t('not recognised');
  }
}

/** How a source stands as a whole. */
export function readyWord(state: SourceState['state']): string {
  switch (state) {
    case 'ready':
      return t('ready');
    case 'partly ready':
      return t('partly ready');
    case 'failed':
      return t('failed');
  }
}

/** What goes on, at the beginning of a line. */
export function stageWord(stage: Progress['stage']): string {
  switch (stage) {
    case 'finding files':
      return t('Finding files');
    case 'reading':
      return t('Reading');
    case 'checking values':
      return t('Checking values');
    case 'counting':
      return t('Counting');
    case 'storing':
      return t('Storing');
    case 'comparing':
      return t('Comparing');
    case 'asking servers':
      return t('Asking servers');
    case 'indexing code':
      return t('Indexing code');
  }
}

/** What goes on, in the middle of a line. */
export function stageClause(stage: Progress['stage']): string {
  switch (stage) {
    case 'finding files':
      return t('finding files');
    case 'reading':
      return t('reading');
    case 'checking values':
      return t('checking values');
    case 'counting':
      return t('counting');
    case 'storing':
      return t('storing');
    case 'comparing':
      return t('comparing');
    case 'asking servers':
      return t('asking servers');
    case 'indexing code':
      return t('indexing code');
  }
}

/** How a source of metrics stands. */
export function sourceStateWord(state: MetricSourceState['state']): string {
  switch (state) {
    case 'connecting':
      return t('connecting');
    case 'live':
      return t('live');
    case 'paused':
      return t('paused');
    case 'failed':
      return t('failed');
  }
}
