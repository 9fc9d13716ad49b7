import { html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import {
  provideVSCodeDesignSystem, vsCodeButton, vsCodeCheckbox, vsCodeDropdown, vsCodeOption, vsCodePanelTab, vsCodePanelView, vsCodePanels,
  vsCodeProgressRing, vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { LightElement, define } from './lightElement';

/** Registers the toolkit's elements that the facade uses. The toolkit is archived: nothing but this folder may know its tags. */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(), vsCodeCheckbox(), vsCodeDropdown(), vsCodeOption(), vsCodePanels(), vsCodePanelTab(), vsCodePanelView(), vsCodeProgressRing(),
    vsCodeTextField(),
  );
  define('mv-dropdown', DropdownAdapter);
}

export interface Choice {
  readonly value: string;
  readonly title: string;
}

interface ToolkitDropdown extends HTMLElement {
  value: string;
}

/**
 * The toolkit's dropdown as a controlled element. Its own `value` works only after its options were slotted, and it ignores
 * labels, so both are set from here after each render. Emits `choose` with the value.
 */
class DropdownAdapter extends LightElement {
  static override properties = { choices: { attribute: false }, value: { attribute: false }, name: { attribute: false }, disabled: { attribute: false } };
  declare choices: readonly Choice[];
  declare value: string;
  declare name: string;
  declare disabled: boolean;

  constructor() {
    super();
    this.choices = [];
    this.value = '';
    this.name = '';
    this.disabled = false;
  }

  protected override render(): TemplateResult {
    return html`<vscode-dropdown ?disabled=${this.disabled} @change=${this.#onChange}>
      ${this.choices.map((choice) => html`<vscode-option value=${choice.value}>${choice.title}</vscode-option>`)}
    </vscode-dropdown>`;
  }

  protected override updated(_changed: PropertyValues): void {
    const dropdown = this.querySelector<ToolkitDropdown>('vscode-dropdown');
    if (dropdown === null) return;
    dropdown.setAttribute('aria-label', this.name);
    // Slotted options are taken up in the toolkit's next update, a frame later.
    requestAnimationFrame(() => {
      if (dropdown.value !== this.value) dropdown.value = this.value;
    });
  }

  readonly #onChange = (event: Event): void => {
    event.stopPropagation();
    const { value } = event.currentTarget as ToolkitDropdown;
    if (value !== '' && value !== this.value) this.dispatchEvent(new CustomEvent<string>('choose', { detail: value }));
  };
}
