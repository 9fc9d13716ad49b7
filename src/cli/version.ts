/** Replaced by the build with the version of package.json; `development` when run from sources. */
declare const MODEL_VITALS_VERSION: string | undefined;

export const version: string = typeof MODEL_VITALS_VERSION === 'undefined' ? 'development' : MODEL_VITALS_VERSION;
