/* Commands that wait for somebody to ask for them: one late part, so that the start does not pay for them. */
export { addLog } from './addLog';
export { checkRules } from './checkRules';
export { entryFor, offerSource } from './entryFor';
export { excludeIncident } from './excludeIncident';
export { followSource } from './followSource';
export { markIncident } from './incidents';
export { openConfig } from './openConfig';
export { openDemo } from './openDemo';
export { setRole } from './setRole';
export { showBadLines } from './showBadLines';
export { findLogs, reloadSource, removeSource, restartEngine } from './sourceCommands';
