import { noChange } from 'lit';
import { Directive, PartType, directive } from 'lit/directive.js';
import type { ElementPart, PartInfo } from 'lit/directive.js';

/**
 * Gives an element its accessible name once the element is connected. The toolkit's fields set an `aria-label` of their own
 * when they are inserted ("Text field"), which would replace one that stands in the markup.
 */
class NamedDirective extends Directive {
  #name = '';
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('named() stands in an element position');
  }
  render(_name: string): unknown {
    return noChange;
  }
  override update(part: ElementPart, [name]: [string]): unknown {
    if (name !== this.#name) {
      this.#name = name;
      queueMicrotask(() => part.element.setAttribute('aria-label', name));
    }
    return noChange;
  }
}

export const named = directive(NamedDirective);
