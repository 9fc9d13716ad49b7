import { noChange } from 'lit';
import { Directive, PartType, directive } from 'lit/directive.js';
import type { ElementPart, PartInfo } from 'lit/directive.js';

/**
 * One tab stop for all elements inside that match a selector; arrows move between them, Home and End to the first and last.
 * Source: "Keyboard Navigation Inside Components" (roving tabindex) of the WAI-ARIA Authoring Practices.
 */
class RovingDirective extends Directive {
  #box: HTMLElement | null = null;
  #items = '';
  #stop: HTMLElement | null = null;
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('roving() stands in an element position');
  }
  render(_items: string): unknown {
    return noChange;
  }
  override update(part: ElementPart, [items]: [string]): unknown {
    this.#items = items;
    if (this.#box === null && part.element instanceof HTMLElement) {
      this.#box = part.element;
      this.#box.addEventListener('keydown', this.#onKey);
      this.#box.addEventListener('focusin', (event) => this.#mark(this.#itemOf(event)));
    }
    // An element's content is rendered after the element itself.
    queueMicrotask(() => this.#mark(this.#stop));
    return noChange;
  }

  /** Those that can be focused: a narrow panel hides some. */
  #all(): readonly HTMLElement[] {
    return [...(this.#box?.querySelectorAll<HTMLElement>(this.#items) ?? [])].filter((each) => each.checkVisibility({ visibilityProperty: true }));
  }

  #itemOf(event: Event): HTMLElement | null {
    return event.target instanceof Element ? event.target.closest<HTMLElement>(this.#items) : null;
  }

  #mark(wanted: HTMLElement | null): void {
    const all = this.#all();
    this.#stop = wanted !== null && all.includes(wanted) ? wanted : (all[0] ?? null);
    for (const each of all) each.tabIndex = each === this.#stop ? 0 : -1;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const from = this.#itemOf(event);
    if (from === null || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const next = nextItem(this.#all(), from, event.key);
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
}

function nextItem(all: readonly HTMLElement[], from: HTMLElement, key: string): HTMLElement | undefined {
  const at = all.indexOf(from);
  switch (key) {
    case 'ArrowRight':
      return all[at + 1];
    case 'ArrowLeft':
      return all[at - 1];
    case 'Home':
      return all[0];
    case 'End':
      return all.at(-1);
    case 'ArrowDown':
      return nearestLine(all, from, 1);
    case 'ArrowUp':
      return nearestLine(all, from, -1);
    default:
      return undefined;
  }
}

/** The element nearest to `from` in the next line below (1) or above (-1); none in the last line. */
function nearestLine(all: readonly HTMLElement[], from: HTMLElement, way: 1 | -1): HTMLElement | undefined {
  const own = from.getBoundingClientRect();
  const places = all.map((item) => ({ item, box: item.getBoundingClientRect() })).map(({ item, box }) => ({ item, down: way * (box.top - own.top), aside: Math.abs(box.left - own.left) }));
  return places.filter(({ down }) => down > own.height / 2).sort((a, b) => a.down - b.down || a.aside - b.aside)[0]?.item;
}

export const roving = directive(RovingDirective);
