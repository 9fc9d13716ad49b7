import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { roles } from '../../../src/core/domain/role';
import type { Role } from '../../../src/core/domain/role';
import { roleReasonText } from '../../../src/core/roles/roleReasonText';
import type { BadLine, FileState } from '../../../src/core/domain/source';
import { nativeSelect } from '../../kit/controls';
import type { VirtualRow } from '../../kit/virtualTable';
import { icon } from '../../kit/icon';
import type { SectionContext } from './context';
import { nameCell } from './featureTable';
import { fold } from './fold';
import { warningsOnTop } from './sentence';
import { plural, t } from '../../kit/l10n';
import { fileStateWord } from '../../../src/core/text/words';

/** What a reader must know of the data: remarks, files that were not wholly read, and lines that were left out. */
export function notesSection(context: SectionContext): TemplateResult {
  const { view, figures, store } = context;
  const { source, notes } = view.report;
  const infos = notes.filter((note) => note.level === 'info');
  const warnings = notes.filter((note) => note.level === 'warning').slice(warningsOnTop);
  const odd = source.files.filter((file) => file.state !== 'read');
  return html`<section class="notes" aria-labelledby="notes-title">
    <h2 id="notes-title">${t('Notes on the data')}</h2>
    ${source.reason === undefined ? nothing : html`<p>${source.reason}</p>`}
    <ul class="note-list">
      ${warnings.map((note) => html`<li>${icon('warning')}<span>${note.text}</span></li>`)}
      ${infos.map((note) => html`<li>${icon('info')}<span>${note.text}</span></li>`)}
    </ul>
    ${odd.length === 0
      ? nothing
      : fold(store, 'odd-files', plural(odd.length, { one: '{0} file not read in full', other: '{0} files not read in full' }, figures.count(odd.length)), () => html`<ul class="note-list">${odd.slice(0, 200).map((file) => html`<li>${icon('warning')}<span>${fileLink(context, file.path, null)}: ${fileText(file)}</span></li>`)}</ul>`)}
    ${source.badLines === 0
      ? nothing
      : fold(store, 'bad-lines', source.badLineList.length < source.badLines ? plural(source.badLines, { one: '{0} bad line left out, the first {1} listed', other: '{0} bad lines left out, the first {1} listed' }, figures.count(source.badLines), figures.count(source.badLineList.length)) : plural(source.badLines, { one: '{0} bad line left out', other: '{0} bad lines left out' }, figures.count(source.badLines)), () => badLineTable(context, source.badLineList))}
  </section>`;
}

function fileText(file: FileState): string {
  return file.reason === undefined ? fileStateWord(file.state) : `${fileStateWord(file.state)}, ${file.reason}`;
}

function fileLink({ store }: SectionContext, path: string, line: number | null): TemplateResult {
  return html`<button type="button" class="link" title=${path} @click=${() => void store.act('file.open', { path, line })}>${fileName(path)}${line === null ? '' : `:${line}`}</button>`;
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

function badLineTable(context: SectionContext, lines: readonly BadLine[]): TemplateResult {
  const columns = [
    { id: 'place', head: t('Place'), className: 'col-place' }, { id: 'reason', head: t('Reason'), className: 'col-reason' }, { id: 'text', head: t('Line begins'), className: 'col-text' },
  ];
  return html`<mv-table
    .name=${t('Lines that were left out. Enter opens the file.')} .columns=${columns} .keys=${lines.map((_, i) => String(i))} .maxRows=${10}
    .row=${(key: string): VirtualRow => {
      const line = lines[Number(key)];
      if (line === undefined) return { key, cells: [] };
      return {
        key,
        cells: [
          html`<span class="cell">${fileLink(context, line.file, line.line)}</span>`,
          html`<span class="cell" title=${line.reason}>${line.reason}</span>`,
          html`<code class="cell" title=${line.excerpt ?? ''}>${line.excerpt ?? ''}</code>`,
        ],
      };
    }}
    @open=${(event: CustomEvent<string>) => {
      const line = lines[Number(event.detail)];
      if (line !== undefined) void context.store.act('file.open', { path: line.file, line: line.line });
    }}
  ></mv-table>`;
}

/** Every column with its role, why it has it, and a list to give it another. */
export function rolesSection(context: SectionContext): TemplateResult {
  const { view, store, figures } = context;
  const { columns, roles: guesses } = view.report.source;
  const byColumn = new Map(guesses.map((guess) => [guess.column, guess]));
  return html`<section class="roles" aria-label=${t('Column roles')}>
    ${fold(store, 'roles', html`<h2>${t('Column roles')}</h2> <span class="section-facts">${t('{0} columns', figures.count(columns.length))}</span>`, () => html`<mv-table
            .name=${t('Columns and their roles')} .maxRows=${14} .activatable=${false} .keys=${columns.map((column) => column.name)}
            .columns=${[
              { id: 'column', head: t('Column'), className: 'col-name' }, { id: 'role', head: t('Role'), className: 'col-role' }, { id: 'why', head: t('Why'), className: 'col-reason' },
              { id: 'type', head: t('Type'), className: 'col-type' }, { id: 'missing', head: t('Missing'), className: 'num' }, { id: 'examples', head: t('Examples'), className: 'col-text' },
            ]}
            .row=${(key: string, index: number): VirtualRow => {
              const column = columns[index];
              const guess = byColumn.get(key);
              if (column === undefined) return { key, cells: [] };
              const role: Role = guess?.role ?? 'ignore';
              const why = guess?.reasons.map(roleReasonText).join('; ') ?? '';
              const notes = column.notes.length === 0 ? '' : ` (${column.notes.join('; ')})`;
              return {
                key,
                cells: [
                  nameCell(key),
                  nativeSelect(t('Role of {0}', key), roles.map((each) => ({ value: each, title: each })), role, (chosen) => {
                    const next = roles.find((each) => each === chosen);
                    if (next !== undefined && next !== role) void store.act('role.set', { column: key, role: next });
                  }),
                  html`<span class="cell" title=${why + notes}>${why}${notes}</span>`,
                  html`<span class="cell" title=${column.type}>${column.kind}</span>`,
                  html`<span class="cell">${figures.percent(column.rows === 0 ? 0 : column.missing / column.rows)}</span>`,
                  html`<span class="cell" title=${column.examples.join(', ')}>${column.examples.slice(0, 3).join(', ')}</span>`,
                ],
              };
            }}
          ></mv-table>`)}
  </section>`;
}
