import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from './icon';
import { LightElement, define } from './lightElement';

export interface MenuItem {
  readonly id: string;
  readonly title: string;
}

/** A button that opens a short menu: arrows move, Enter chooses, Escape and a click elsewhere close. */
class MenuButton extends LightElement {
  static override properties = { title_: { attribute: false }, iconName: { attribute: false }, items: { attribute: false }, open: { state: true } };
  declare title_: string;
  declare iconName: string;
  declare items: readonly MenuItem[];
  declare open: boolean;

  constructor() {
    super();
    this.title_ = '';
    this.iconName = 'export';
    this.items = [];
    this.open = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('pointerdown', this.#onOutside);
  }
  override disconnectedCallback(): void {
    window.removeEventListener('pointerdown', this.#onOutside);
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    return html`<span class="menu" @keydown=${this.#onKey} @focusout=${this.#onFocusOut}>
      <button type="button" class="menu-button" aria-haspopup="menu" aria-expanded=${this.open ? 'true' : 'false'} @click=${() => this.#toggle(!this.open)}>
        ${icon(this.iconName)}<span>${this.title_}</span>${icon('chevron-down')}
      </button>
      ${this.open
        ? html`<div class="menu-list" role="menu" aria-label=${this.title_}>
            ${this.items.map((item) => html`<button type="button" role="menuitem" tabindex="-1" @click=${() => this.#choose(item.id)}>${item.title}</button>`)}
          </div>`
        : nothing}
    </span>`;
  }

  #toggle(open: boolean): void {
    this.open = open;
    void this.updateComplete.then(() => (open ? this.#entries()[0]?.focus() : undefined));
  }
  #choose(id: string): void {
    this.open = false;
    this.querySelector<HTMLElement>('.menu-button')?.focus();
    this.dispatchEvent(new CustomEvent<string>('choose', { detail: id }));
  }
  #entries(): readonly HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }
  readonly #onKey = (event: KeyboardEvent): void => {
    if (!this.open) return;
    const entries = this.#entries();
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) entries[(at + step + entries.length) % entries.length]?.focus();
    else if (event.key === 'Escape') {
      this.open = false;
      this.querySelector<HTMLElement>('.menu-button')?.focus();
    } else return;
    event.preventDefault();
  };
  readonly #onOutside = (event: Event): void => {
    if (this.open && !this.contains(event.target as Node)) this.open = false;
  };
  readonly #onFocusOut = (event: FocusEvent): void => {
    if (event.relatedTarget !== null && !this.contains(event.relatedTarget as Node)) this.open = false;
  };
}

export function registerMenu(): void {
  define('mv-menu', MenuButton);
}

export function menu(title: string, iconName: string, items: readonly MenuItem[], onChoose: (id: string) => void): TemplateResult {
  return html`<mv-menu .title_=${title} .iconName=${iconName} .items=${items} @choose=${(event: CustomEvent<string>) => onChoose(event.detail)}></mv-menu>`;
}
