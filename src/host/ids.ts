/** Every identifier shared with the manifest, in one place; test/arch/manifest.test.ts compares the two. */
export const commands = {
  openDashboard: 'modelVitals.dashboard.open',
  openFeature: 'modelVitals.feature.open',
  openFeatureCode: 'modelVitals.feature.openCode',
  showFeatureHere: 'modelVitals.feature.showHere',
  addLog: 'modelVitals.log.add',
  openDemo: 'modelVitals.demo.open',
  reloadSource: 'modelVitals.source.reload',
  removeSource: 'modelVitals.source.remove',
  findLogs: 'modelVitals.source.find',
  setRole: 'modelVitals.source.setRole',
  showBadLines: 'modelVitals.source.showBadLines',
  openConfig: 'modelVitals.config.open',
  exportReport: 'modelVitals.report.export',
  checkRules: 'modelVitals.report.check',
  openNotebook: 'modelVitals.notebook.open',
  openAlerts: 'modelVitals.alert.openPage',
  openWhy: 'modelVitals.why.openPage',
  acknowledgeIncident: 'modelVitals.alert.acknowledge',
  muteIncident: 'modelVitals.alert.mute',
  acceptBaseline: 'modelVitals.baseline.acceptCurrent',
  reopenIncident: 'modelVitals.alert.reopen',
  restartEngine: 'modelVitals.engine.restart',
  showOutput: 'modelVitals.output.show',
  pauseSource: 'modelVitals.source.pause',
  addTable: 'modelVitals.table.add',
  editTable: 'modelVitals.table.edit',
  useLabels: 'modelVitals.log.useLabels',
  addMetrics: 'modelVitals.metrics.add',
  editMetrics: 'modelVitals.metrics.edit',
  receiveOtlp: 'modelVitals.metrics.receiveOtlp',
  removeMetrics: 'modelVitals.metrics.remove',
  setSecret: 'modelVitals.metrics.setSecret',
  resumeSource: 'modelVitals.source.resume',
  sortFeaturesBySeverity: 'modelVitals.feature.sortBySeverity',
  sortFeaturesByName: 'modelVitals.feature.sortByName',
  showMovedFeatures: 'modelVitals.feature.showMoved',
  showAllFeatures: 'modelVitals.feature.showAll',
  openWalkthrough: 'modelVitals.walkthrough.open',
} as const;

export const views = { sources: 'modelVitals.sources', features: 'modelVitals.features', alerts: 'modelVitals.alerts' } as const;

export const dashboardViewType = 'modelVitals.dashboard';

/** Context keys that the manifest's `when` clauses read. */
export const contextKeys = { hasSource: 'modelVitals.hasSource', searched: 'modelVitals.searched', noFeatures: 'modelVitals.noFeatures', byName: 'modelVitals.featuresByName', onlyMoved: 'modelVitals.featuresOnlyMoved' } as const;

export const settingsSection = 'modelVitals';

/** Theme colours of the marks in code. */
export const colours = {
  moved: 'modelVitals.markMovedForeground',
  stable: 'modelVitals.markStableForeground',
  unsure: 'modelVitals.markUnsureForeground',
  movedRuler: 'modelVitals.overviewRulerMovedForeground',
} as const;
