import type { Report } from '../domain/report';
import type { FileState } from '../domain/source';
import { FaultError } from '../domain/fault';
import { formatWindow } from '../format/windows';
import { escapeMarkdown } from '../report/markdown';
import { sentenceText } from '../report/sentence';
import { businessCode } from './businessCode';
import { featureCells, featuresShown } from './featureCells';
import { checkCode, distanceCode } from './measureCode';
import { code, markdown, type NotebookCell, notebookFile } from './notebookFile';
import { pythonList, pythonText } from './python';
import { type OutcomeFacts, qualityCode } from './qualityCode';
import { columnCode, isReadable, type ReadableFormat, readingCode } from './readingCode';
import { serviceCode } from './serviceCode';
import { windowCode } from './windowCode';

export interface NotebookOptions {
  /** A file's path as the notebook names it: relative to the folder that the notebook is opened in where it lies there. */
  readonly pathOf: (path: string) => string;
  /** The feature whose page is open, compared first whether it moved or not. */
  readonly shown: string | null;
  readonly outcome: OutcomeFacts;
}

const numericType = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\))$/;

/**
 * A Jupyter notebook (nbformat 4.5) whose Python reads the log's files by pandas, takes the windows as they were compared, and computes the figures
 * anew, each checked against the reported one. Pure: the same report gives the same bytes. Throws `not-supported` where pandas cannot read the source.
 */
export function comparisonNotebook(report: Report, options: NotebookOptions): string {
  const read = readFiles(report);
  const { source } = report;
  const columnsOf = (role: string): readonly string[] => source.roles.filter((guess) => guess.role === role).map(({ column }) => column);
  const columnOf = (role: string): string | null => columnsOf(role)[0] ?? null;
  const features = featuresShown(report, options.shown);
  const kpis = columnsOf('kpi');
  const quality = qualityCode(report, { label: columnOf('label'), prediction: columnOf('prediction'), score: columnOf('score') }, options.outcome);
  const service = serviceCode(report, columnOf);
  const business = businessCode(report, kpis);
  const roles = ['timestamp', 'latency', 'status', 'version', 'prediction', 'score', 'label'].flatMap(columnsOf);
  const needed = [...new Set([...(source.time.column === null ? [] : [source.time.column]), ...roles, ...kpis, ...features.map(({ feature }) => feature)])];
  const known = new Set(source.columns.map(({ name }) => name));
  const cells: NotebookCell[] = [
    introduction(report),
    code('import csv', 'import io', 'import json', 'import math', 'import zlib', 'from pathlib import Path', '', 'import numpy as np', 'import pandas as pd', 'from scipy import stats', 'from scipy.spatial.distance import jensenshannon', '', '', checkCode),
    markdown('## Rows', '', rowsText(report)),
    code(...filesCode(read, options.pathOf), ...columnLists(report, needed.filter((name) => known.has(name)))),
    code(readingCode(read.map(({ format }) => format)), '', '', columnCode),
    code('frames = [READERS[format](path, is_gzip) for path, format, is_gzip in FILES]', 'file_of = np.repeat(np.arange(len(frames)), [len(frame) for frame in frames])', 'log = pd.concat(frames, ignore_index=True)'),
    markdown('## Windows', '', 'Half-open: the first instant belongs to a window, the last does not.'),
    code(...windowCode(report, columnOf('version'), axisNames(source.files, read))),
  ];
  if (service.length > 0) cells.push(markdown('## Service'), code(...service));
  cells.push(typeof quality === 'string' ? markdown('## Quality', '', quality) : markdown('## Quality'), ...(typeof quality === 'string' ? [] : [code(...quality)]));
  if (business.length > 0) cells.push(markdown('## Business'), code(...business));
  if (features.length > 0) cells.push(markdown('## Features', '', featuresText(report, features.length)), code(distanceCode), ...featureCells(features));
  return notebookFile(cells);
}

type ReadFile = FileState & { readonly format: ReadableFormat };

function readFiles({ source }: Report): readonly ReadFile[] {
  const refuse = (why: string): FaultError => FaultError.of('not-supported', `a notebook reads files by pandas, and ${why}; a report as CSV or JSON has every figure`);
  if (source.kind === 'metrics') throw refuse('servers of metrics have none');
  if (source.kind === 'training') throw refuse('training runs have no windows to compare');
  if (source.warehouse !== undefined) throw refuse('this source is a table of a database');
  if (source.payload !== undefined) throw refuse('these files hold events of a serving system, which become rows only by being brought together');
  const read = source.files.filter(({ rows }) => rows > 0);
  if (read.some(({ format }) => format === 'access')) throw refuse('pandas does not read access logs of servers');
  const readable = read.filter((file): file is ReadFile => isReadable(file.format));
  if (readable.length < read.length || readable.length === 0) throw refuse('none of these files can be read so');
  return readable;
}

/** As `fileNames` of the engine names them on an axis of files: base names where those differ, else whole paths. */
function axisNames(all: readonly FileState[], read: readonly ReadFile[]): readonly string[] {
  const short = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;
  const differ = new Set(all.map(({ path }) => short(path))).size === all.length;
  return read.map(({ path }) => (differ ? short(path) : path));
}

function introduction(report: Report): NotebookCell {
  const { source, baseline, current } = report;
  return markdown(
    `# ${escapeMarkdown(source.name)}: baseline against current`,
    '',
    escapeMarkdown(sentenceText(report.sentence)),
    '',
    `- baseline: ${escapeMarkdown(formatWindow(baseline))}`,
    `- current: ${escapeMarkdown(formatWindow(current))}`,
    '',
    'Written by Model Vitals. The code below reads the same files, takes the same windows, and computes the figures anew; `check` raises an error where one differs from the reported figure.',
    'Needs Python 3.9 or newer with pandas, numpy, scipy and scikit-learn, and pyarrow for Parquet. It reads the files whole: they have to fit into memory.',
    'Files that have grown or changed since have other rows; then the checks of the rows fail first.',
  );
}

function rowsText({ source }: Report): string {
  const bad = source.badLines > 0 ? ` ${source.badLines} lines that cannot be read are left out, here as there.` : '';
  return `Only the columns that the comparison needs are kept.${bad}`;
}

function filesCode(files: readonly ReadFile[], pathOf: (path: string) => string): readonly string[] {
  const paths = files.map(({ path }) => pathOf(path));
  return [
    '# Paths start from this folder, or the nearest one above it that has the first file.',
    'FILES = [',
    ...files.map(({ format, gzip }, at) => `    (${pythonText(paths[at] ?? '')}, "${format}", ${gzip ? 'True' : 'False'}),`),
    ']',
    'ROOT = next((folder for folder in [Path.cwd(), *Path.cwd().parents] if (folder / FILES[0][0]).exists()), Path.cwd())',
  ];
}

function columnLists({ source }: Report, needed: readonly string[]): readonly string[] {
  const numeric = source.columns.filter(({ name, type }) => needed.includes(name) && numericType.test(type)).map(({ name }) => name);
  return [
    `COLUMNS = {${source.columns.map(({ name }) => pythonText(name)).join(', ')}}  # of the log`,
    `NEEDED = ${pythonList(needed.map(pythonText))}`,
    `NUMERIC = {*${pythonList(numeric.map(pythonText))}}  # columns of numbers, whatever they are used for`,
  ];
}

function featuresText({ features }: Report, shown: number): string {
  const rest = features.length - shown;
  return `What moved${rest > 0 ? `; ${rest} other features of the report are left out` : ''}. Tests and intervals are not repeated: docs/statistics.md of Model Vitals defines them.`;
}
