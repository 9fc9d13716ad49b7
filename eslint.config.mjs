import tseslint from 'typescript-eslint';

/** Import fences: what each folder may not import. The same arrows are proved over the real graph by test/arch/imports.test.ts. */
const node = ['node:*', 'fs', 'fs/*', 'path', 'os', 'child_process', 'worker_threads', 'crypto', 'url', 'util', 'events', 'stream', 'zlib', 'http', 'https', 'net'];
const dom = ['lit', 'lit/*', 'chart.js', 'chart.js/*', 'chartjs-plugin-annotation', '@vscode/webview-ui-toolkit', '@vscode/webview-ui-toolkit/*'];
const fences = {
  'src/core': ['vscode', ...node, ...dom, '@duckdb/*', '**/protocol/**', '**/engine/**', '**/host/**', '**/cli/**', '**/webview/**'],
  'src/protocol': ['vscode', ...node, ...dom, '@duckdb/*', '**/engine/**', '**/host/**', '**/cli/**', '**/webview/**'],
  'src/engine': ['vscode', ...dom, '**/host/**', '**/cli/**', '**/webview/**'],
  'src/cli': ['vscode', ...dom, '@duckdb/*', '**/host/**', '**/webview/**'],
  'src/host': [...dom, '@duckdb/*', '**/engine/*/**', '**/cli/**', '**/webview/panels/**', '**/webview/charts/**', '**/webview/kit/**'],
  webview: ['vscode', ...node, '@duckdb/*', '**/engine/**', '**/host/**', '**/cli/**'],
};

const house = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false } }],
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  'no-restricted-syntax': [
    'error',
    { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
    { selector: 'ExportAllDeclaration', message: 'No barrel files.' },
    { selector: "AssignmentExpression[left.property.name='innerHTML']", message: 'Text nodes only.' },
  ],
  eqeqeq: 'error',
  'no-console': 'error',
};

export default tseslint.config(
  { ignores: ['dist/**', 'out/**', 'node_modules/**', 'test-results/**', 'examples/**', '**/*.mjs', '**/*.cjs', 'vitest*.config.ts'] },
  {
    files: ['src/**/*.ts', 'webview/**/*.ts', 'test/**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: house,
  },
  ...Object.entries(fences).map(([folder, group]) => ({
    files: [`${folder}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message: `${folder} may not import this (CONTRIBUTING.md, "Arrows").` }] }] },
  })),
  {
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', 'fetch', 'performance', 'console'],
      'no-restricted-properties': ['error', { object: 'Date', property: 'now' }, { object: 'Math', property: 'random' }],
    },
  },
  {
    // Tests may assert what the types cannot know, and talk to the terminal.
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', 'no-console': 'off', '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-member-access': 'off', '@typescript-eslint/no-unsafe-argument': 'off', '@typescript-eslint/no-unsafe-call': 'off', '@typescript-eslint/no-unsafe-return': 'off' },
  },
  {
    // A page is drawn a moment after it is asked for: one look proves nothing about what a person will see.
    files: ['test/workbench/**/*.test.ts'],
    rules: { 'no-restricted-syntax': [...house['no-restricted-syntax'], { selector: "CallExpression[callee.name='expect'] > AwaitExpression", message: 'Ask again until it holds: `await expect.poll(() => …)`; name the value first where one look is meant.' }] },
  },
  { files: ['src/cli/**/*.ts'], rules: { 'no-console': 'off' } },
);
