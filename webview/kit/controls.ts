import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from './icon';
import { named } from './named';
import type { Choice } from './toolkit';

export { registerToolkit as registerControls } from './toolkit';
export type { Choice } from './toolkit';

/* The facade: panels ask for a control by what it is for and never write a tag of the library behind it. */

export interface ButtonOptions {
  readonly icon?: string;
  readonly kind?: 'primary' | 'secondary' | 'icon';
  /** The accessible name where it differs from the text; needed for `icon` buttons, whose text is not shown. */
  readonly name?: string;
  readonly disabled?: boolean;
  readonly id?: string;
}

/** A button. An `icon` button shows only its icon; its text becomes the name and the tooltip. */
export function button(text: string, onClick: (event: Event) => void, options: ButtonOptions = {}): TemplateResult {
  const kind = options.kind ?? 'secondary';
  const name = options.name ?? text;
  return html`<vscode-button
    appearance=${kind}
    aria-label=${name}
    title=${kind === 'icon' ? name : nothing}
    id=${options.id ?? nothing}
    ?disabled=${options.disabled ?? false}
    @click=${onClick}
    >${kind === 'icon' ? icon(options.icon ?? 'circle') : html`${options.icon === undefined ? nothing : html`<span slot="start" class="codicon codicon-${options.icon}" aria-hidden="true"></span>`}${text}`}</vscode-button>`;
}

/** A drop-down list with its name. The list opens inside the element's own box: not for cells of a scrolling table (`nativeSelect`). */
export function dropdown(name: string, choices: readonly Choice[], value: string, onChoose: (value: string) => void, disabled = false): TemplateResult {
  return html`<mv-dropdown
    .choices=${choices}
    .value=${value}
    .name=${name}
    .disabled=${disabled}
    @choose=${(event: CustomEvent<string>) => onChoose(event.detail)}
  ></mv-dropdown>`;
}

/** The browser's own select in the theme's colours: its list is not clipped by a scrolling table and a thousand of them are cheap. */
export function nativeSelect(name: string, choices: readonly Choice[], value: string, onChoose: (value: string) => void): TemplateResult {
  return html`<select
    class="native-select"
    aria-label=${name}
    .value=${value}
    @change=${(event: Event) => onChoose((event.currentTarget as HTMLSelectElement).value)}
  >${choices.map((choice) => html`<option value=${choice.value} ?selected=${choice.value === value}>${choice.title}</option>`)}</select>`;
}

export function checkbox(text: string, checked: boolean, onChange: (checked: boolean) => void): TemplateResult {
  return html`<vscode-checkbox
    .checked=${checked}
    @change=${(event: Event) => {
      const now = (event.currentTarget as HTMLInputElement).checked;
      // The toolkit also emits when the property is set from outside.
      if (now !== checked) onChange(now);
    }}
    >${text}</vscode-checkbox>`;
}

export interface TextFieldOptions {
  readonly placeholder?: string;
  readonly onEnter?: (value: string) => void;
  readonly onEscape?: () => void;
  readonly icon?: string;
  readonly id?: string;
}

/** A one-line text field named by `name`, which is not shown. */
export function textField(name: string, value: string, onInput: (value: string) => void, options: TextFieldOptions = {}): TemplateResult {
  return html`<vscode-text-field
    ${named(name)}
    id=${options.id ?? nothing}
    placeholder=${options.placeholder ?? ''}
    .value=${value}
    @input=${(event: Event) => onInput((event.currentTarget as HTMLInputElement).value)}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === 'Enter') options.onEnter?.((event.currentTarget as HTMLInputElement).value);
      if (event.key === 'Escape') options.onEscape?.();
    }}
    >${options.icon === undefined ? nothing : html`<span slot="start" class="codicon codicon-${options.icon}" aria-hidden="true"></span>`}</vscode-text-field>`;
}

export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly body: () => TemplateResult;
}

/** Tabs with one panel each; only the chosen one is rendered. */
export function tabs(name: string, all: readonly Tab[], chosen: string, onChoose: (id: string) => void): TemplateResult {
  return html`<vscode-panels
    aria-label=${name}
    activeid=${`tab-${chosen}`}
    @change=${(event: CustomEvent<{ id?: string } | undefined>) => {
      const id = event.detail?.id?.replace(/^tab-/, '');
      if (id !== undefined && id !== chosen && all.some((tab) => tab.id === id)) onChoose(id);
    }}
    >${all.map((tab) => html`<vscode-panel-tab id=${`tab-${tab.id}`}>${tab.title}</vscode-panel-tab>`)}${all.map(
      (tab) => html`<vscode-panel-view id=${`view-${tab.id}`}>${tab.id === chosen ? tab.body() : nothing}</vscode-panel-view>`,
    )}</vscode-panels>`;
}

/** Work under way whose size is not known. The library's ring holds a picture without a name, so it is hidden and its box is named. */
export function progressRing(name: string): TemplateResult {
  return html`<span class="ring" role="progressbar" aria-label=${name}><vscode-progress-ring aria-hidden="true"></vscode-progress-ring></span>`;
}

/** A bar of how much of how much; with `total` null only that something goes on. */
export function progressBar(name: string, done: number, total: number | null, text: string): TemplateResult {
  return total === null || total <= 0
    ? html`<progress aria-label=${name} aria-valuetext=${text}></progress>`
    : html`<progress aria-label=${name} aria-valuetext=${text} max=${total} .value=${Math.min(done, total)}></progress>`;
}
