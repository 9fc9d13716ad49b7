/** What the path of a file says about how much its places matter. */
export interface FileTraits {
  readonly test: boolean;
  readonly example: boolean;
  readonly vendored: boolean;
  readonly notebook: boolean;
  readonly feature: boolean;
}

const testFolder = /^(tests?|testing|spec|__tests__|fixtures)$/i;
const testFile = /^(test_.*|.*_test|tests?|conftest)\.(py|ipynb)$/i;
const exampleFolder = /^(examples?|docs?|demos?|tutorials?|samples?|benchmarks?|playground|sandbox|scratch|archive[ds]?|deprecated|legacy|old|backup)$/i;
const madeUpData = /(test_?data|mock|fake|dummy|synthetic|simulat)/i;
const vendoredFolder = /^(_?vendor(ed)?|third[_-]?party|external|extern|site-packages|dist-packages|node_modules|build|dist|\.?v?env|\.eggs|.*\.egg-info)$/i;
const featureName = /feat(ure)?s?|preprocess|transform|engineer|enrich|pipeline|etl|prepar|dataset|signals?|aggregat/i;

/** Reads the traits off a path relative to its workspace folder. */
export function fileTraits(file: string): FileTraits {
  const segments = file.split('/');
  const name = segments[segments.length - 1] ?? '';
  const folders = segments.slice(0, -1);
  const test = testFile.test(name) || folders.some((folder) => testFolder.test(folder));
  return {
    test,
    example: madeUpData.test(name) || folders.some((folder) => exampleFolder.test(folder)),
    vendored: folders.some((folder) => vendoredFolder.test(folder)),
    notebook: /\.ipynb$/i.test(name),
    feature: !test && segments.some((segment) => featureName.test(segment)),
  };
}
