import { LitElement } from 'lit';

/** A lit element without shadow root: the panel has one style sheet, one id space for labels, and the host's codicons reach everywhere. */
export abstract class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** Registers `tag` once; a bundle that is evaluated twice must not throw. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (customElements.get(tag) === undefined) customElements.define(tag, element);
}
