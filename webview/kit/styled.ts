import { noChange } from 'lit';
import { Directive, PartType, directive } from 'lit/directive.js';
import type { ElementPart, PartInfo } from 'lit/directive.js';

type Properties = Readonly<Record<string, string>>;

/**
 * Sets style properties through the CSSOM. lit's own `styleMap` writes a `style` attribute on the first render, which the
 * panel's content security policy refuses.
 */
class StyledDirective extends Directive {
  #previous: readonly string[] = [];
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('styled() stands in an element position');
  }
  render(_properties: Properties): unknown {
    return noChange;
  }
  override update(part: ElementPart, [properties]: [Properties]): unknown {
    const { style } = part.element as HTMLElement;
    for (const name of this.#previous) if (!(name in properties)) style.removeProperty(name);
    for (const [name, value] of Object.entries(properties)) style.setProperty(name, value);
    this.#previous = Object.keys(properties);
    return noChange;
  }
}

/** `<div ${styled({ width: '12px' })}>`: inline style without a style attribute. */
export const styled = directive(StyledDirective);
