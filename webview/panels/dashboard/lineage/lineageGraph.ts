import { html, nothing, svg } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import type { Lineage, LineageNode } from '../../../../src/core/lineage/lineage';
import type { Figures } from '../../../kit/figures';
import { button } from '../../../kit/controls';
import { icon } from '../../../kit/icon';
import { plural, t } from '../../../kit/l10n';
import { LightElement, define } from '../../../kit/lightElement';
import { styled } from '../../../kit/styled';
import { type BoxSize, type GraphLayout, type PlacedLink, type Point, graphLayout, smoothPath } from './graphLayout';
import { type GraphBox, type GraphLink, type GraphView, graphView } from './graphView';
import { type Findings, findingOf, howWord, kindWord, nodeName, nodeState, nodeWeight, placeShort } from './lineageWords';
import { walkGraph } from './walkGraph';

/** The first that lets the whole graph be seen at once is taken; else the last, and the box scrolls. */
type RoomSize = BoxSize & { readonly from: number };
const sizes: readonly [RoomSize, ...RoomSize[]] = [{ from: 520, width: 180, height: 44, between: 88 }, { from: 520, width: 156, height: 44, between: 64 }, { from: 0, width: 136, height: 44, between: 56 }];
/** Where there is so much room that boxes which must be scrolled to need not be small. */
const roomy = 900;

interface Drawing {
  readonly key: readonly unknown[];
  readonly view: GraphView;
  readonly layout: GraphLayout;
  readonly size: BoxSize;
}

/**
 * The inputs of a feature as a graph, from left to right. One tab stop: arrows walk along its lines, Enter opens a node's line of code, P its own page.
 * Emits `jump` with a node's id, `page` with a column.
 */
export class LineageGraph extends LightElement {
  static override properties = { lineage: { attribute: false }, findings: { attribute: false }, figures: { attribute: false } };
  declare lineage: Lineage;
  declare findings: Findings;
  declare figures: Figures;
  #active = '';
  #hovered: string | null = null;
  #cameFrom: string | null = null;
  #opened: ReadonlySet<number> = new Set();
  #feature = '';
  #drawing: Drawing | null = null;
  readonly #resized = (): void => {
    this.requestUpdate();
    void this.updateComplete.then(() => this.#reveal());
  };

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('resize', this.#resized);
  }

  override disconnectedCallback(): void {
    window.removeEventListener('resize', this.#resized);
    super.disconnectedCallback();
  }

  protected override willUpdate(_changed: PropertyValues): void {
    if (this.lineage.feature === this.#feature) return;
    this.#opened = new Set();
    this.#cameFrom = null;
    this.#hovered = null;
    this.#active = this.lineage.root ?? '';
  }

  protected override render(): TemplateResult | typeof nothing {
    const drawing = this.#draw();
    if (drawing === null) return nothing;
    const { view, layout } = drawing;
    if (!layout.boxes.has(this.#active)) this.#active = view.root;
    const shown = this.#hovered ?? this.#active;
    const links = new Map(view.links.map((link) => [`${link.from}\0${link.to}`, link]));
    // Lines of the node in focus are drawn over the others.
    const ordered = [...layout.links].sort((a, b) => Number(touches(a, shown)) - Number(touches(b, shown)));
    const count = plural(this.lineage.nodes.length, { one: '{0} node', other: '{0} nodes' }, this.figures.count(this.lineage.nodes.length));
    return html`<div class="lineage-box"><div class="lineage-graph" role="application" aria-roledescription=${t('graph')} aria-label=${t('Inputs of {0} as a graph, {1}', this.lineage.feature, count)} aria-describedby="lineage-keys"
        ${styled({ width: `${layout.width}px`, height: `${layout.height}px` })} @keydown=${this.#onKey}>
      <svg class="lineage-links" width=${layout.width} height=${layout.height} aria-hidden="true" focusable="false">${ordered.map((link) => this.#link(link, links.get(`${link.from}\0${link.to}`), shown, drawing))}</svg>
      ${[...view.boxes].sort((a, b) => a.depth - b.depth).map((box) => this.#box(box, drawing))}
    </div></div>
    <p class="hint" id="lineage-keys">${t('Arrow keys walk along the lines: left to what goes in, right to what it goes into, up and down through the layers. Enter opens the line of code, P the page of a feature, Home goes to the feature.')}</p>
    ${this.#detail(view.boxes.find(({ id }) => id === this.#active))}`;
  }

  protected override updated(_changed: PropertyValues): void {
    if (this.lineage.feature === this.#feature) return;
    this.#feature = this.lineage.feature;
    // The feature is what the page is about: it is in sight first.
    this.#reveal();
  }

  #reveal(): void {
    const size = this.#drawing?.size;
    const scroller = this.querySelector<HTMLElement>('.lineage-box');
    const place = this.#drawing?.layout.boxes.get(this.#active);
    if (scroller === null || place === undefined || size === undefined) return;
    scroller.scrollLeft = place.x + size.width + 16 - scroller.clientWidth;
    scroller.scrollTop = place.y + size.height / 2 - scroller.clientHeight / 2;
  }

  #draw(): Drawing | null {
    const room = this.clientWidth - 2;
    const key = [this.lineage, this.findings, this.#opened, room];
    if (this.#drawing?.key.every((each, i) => each === key[i]) === true) return this.#drawing;
    const view = graphView(this.lineage, (node) => nodeWeight(node, this.findings), this.#opened);
    const drawn = this.#drawing;
    this.#drawing = null;
    if (view === null) return null;
    // A log that grows brings other verdicts each second, and mostly the same boxes in the same order.
    if (drawn !== null && drawn.key[3] === room && shapeOf(drawn.view) === shapeOf(view)) return (this.#drawing = { ...drawn, key, view });
    const usable = sizes.filter(({ from, width }) => from <= room && (room < roomy || width > 150));
    const [first = sizes[0], ...others] = usable;
    const layout = graphLayout(view, first);
    // How many layers there are does not depend on the size, and a layout of many boxes takes its time.
    const layers = new Set([...layout.boxes.values()].map(({ x }) => Math.round(x))).size;
    const size = layout.width <= room ? first : (others.find(({ width, between }) => layers * (width + between) <= room) ?? others.at(-1) ?? first);
    return (this.#drawing = { key, view, layout: size === first ? layout : graphLayout(view, size), size });
  }

  #box(box: GraphBox, { layout, size, view }: Drawing): TemplateResult | typeof nothing {
    const place = layout.boxes.get(box.id);
    if (place === undefined) return nothing;
    const at = styled({ left: `${place.x}px`, top: `${place.y}px`, width: `${size.width}px`, height: `${size.height}px` });
    const tab = box.id === this.#active ? '0' : '-1';
    const enter = (): void => this.#hover(box.id);
    const leave = (): void => this.#hover(null);
    if (box.kind === 'fold') {
      const text = t('{0} more', this.figures.count(box.hidden.length));
      return html`<button type="button" class="lineage-node is-fold" data-node=${box.id} tabindex=${tab} title=${foldTitle(box.hidden)} aria-label=${t('{0} inputs. Enter shows them.', text)} ${at}
        @click=${() => this.#openFold(box)} @focus=${() => this.#focused(box.id)} @mouseenter=${enter} @mouseleave=${leave}><span class="lineage-name">${icon('unfold')} <span>${text}</span></span></button>`;
    }
    const { node } = box;
    const state = nodeState(node, this.findings, this.figures);
    const where = node.place === null ? '' : `\n${placeShort(node.place)}: ${node.place.text}`;
    return html`<button type="button" class=${`lineage-node ${state.className}${box.id === view.root ? ' is-root' : ''}`} data-node=${box.id} tabindex=${tab}
      title=${`${node.name}\n${state.text}${where}${node.reason === null ? '' : `\n${node.reason}`}`} aria-label=${nodeName(node, this.lineage, this.findings, this.figures)} ${at}
      @click=${() => this.#jump(node)} @focus=${() => this.#focused(box.id)} @mouseenter=${enter} @mouseleave=${leave}
      ><span class="lineage-name">${node.name}</span><span class="lineage-state">${icon(state.icon)} <span>${state.text}</span></span></button>`;
  }

  #link(placed: PlacedLink, link: GraphLink | undefined, shown: string, { layout, size }: Drawing): TemplateResult | typeof nothing {
    const end = placed.points.at(-1);
    const from = layout.boxes.get(placed.from);
    const to = layout.boxes.get(placed.to);
    if (end === undefined || from === undefined || to === undefined) return nothing;
    const way = from.x < to.x ? 1 : -1;
    const isShown = touches(placed, shown);
    const [how, ...hows] = link?.how ?? [];
    const words = how === undefined ? '' : hows.length === 0 ? howWord(how) : `${howWord(how)} +${hows.length}`;
    // At the other end of the line: there lines that meet in one box are apart.
    const atStart = placed.to === shown;
    const label: Point = atStart ? { x: from.x + (way > 0 ? size.width + 6 : -6), y: from.y + size.height / 2 - 6 } : { x: to.x + (way > 0 ? -10 : size.width + 10), y: to.y + size.height / 2 - 6 };
    const anchor = atStart === way > 0 ? 'start' : 'end';
    return svg`<g class=${isShown ? 'lineage-link is-shown' : 'lineage-link'}><path d=${smoothPath(placed.points)}></path><path class="lineage-head" d=${`M${end.x - way * 7} ${end.y - 4}L${end.x} ${end.y}L${end.x - way * 7} ${end.y + 4}Z`}></path>${isShown && words !== '' ? svg`<text x=${label.x} y=${label.y} text-anchor=${anchor}>${words}</text>` : nothing}</g>`;
  }

  /** The node in focus in full, with its two ways on. */
  #detail(box: GraphBox | undefined): TemplateResult | typeof nothing {
    if (box === undefined) return nothing;
    if (box.kind === 'fold') return html`<div class="lineage-detail"><div class="lineage-actions">${button(t('Show them'), () => this.#openFold(box), { icon: 'unfold' })}</div><p class="muted">${foldTitle(box.hidden)}</p></div>`;
    const { node } = box;
    const state = nodeState(node, this.findings, this.figures);
    const column = this.#pageOf(node);
    return html`<div class="lineage-detail">
      <div class="lineage-actions"><strong class="lineage-title">${node.name}</strong><span class=${`lineage-state ${state.className}`}>${icon(state.icon)} <span>${node.place !== null && state.text === placeShort(node.place) ? kindWord(node.kind) : state.text}</span></span>
      ${node.place === null ? nothing : button(placeShort(node.place), () => this.#jump(node), { icon: 'go-to-file', name: t('Open the code of {0}, {1}', node.name, placeShort(node.place)) })}
      ${column === null ? nothing : button(t('Its page'), () => this.#page(column), { icon: 'graph', name: t('Open the page of {0}', column) })}</div>
      ${node.place === null ? nothing : html`<code class="code-line">${node.place.text}</code>`}
      ${node.reason === null ? nothing : html`<p class="muted">${node.reason}</p>`}
    </div>`;
  }

  #pageOf(node: LineageNode): string | null {
    const finding = findingOf(node, this.findings);
    return finding === undefined || finding.feature === this.lineage.feature ? null : finding.feature;
  }

  #focused(id: string): void {
    if (id === this.#active) return;
    this.#cameFrom = this.#active;
    this.#active = id;
    this.requestUpdate();
  }

  #hover(id: string | null): void {
    this.#hovered = id;
    this.requestUpdate();
  }

  #jump({ id, place }: LineageNode): void {
    this.#focused(id);
    if (place !== null) this.dispatchEvent(new CustomEvent('jump', { detail: id }));
  }

  #page(column: string): void {
    this.dispatchEvent(new CustomEvent('page', { detail: column }));
  }

  #openFold(box: Extract<GraphBox, { readonly kind: 'fold' }>): void {
    this.#opened = new Set([...this.#opened, box.depth]);
    this.#hovered = null;
    this.requestUpdate();
    void this.updateComplete.then(() => {
      const first = box.hidden.find(({ id }) => this.#drawing?.layout.boxes.has(id) === true);
      this.#focus(first?.id ?? this.#drawing?.view.root ?? '');
    });
  }

  #focus(id: string): void {
    [...this.querySelectorAll<HTMLElement>('.lineage-node')].find((each) => each.dataset['node'] === id)?.focus();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const drawing = this.#drawing;
    if (drawing === null || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key.toLowerCase() === 'p') {
      const box = drawing.view.boxes.find(({ id }) => id === this.#active);
      const column = box?.kind === 'node' ? this.#pageOf(box.node) : null;
      if (column === null) return;
      event.preventDefault();
      this.#page(column);
      return;
    }
    const next = walkGraph(drawing.view, drawing.layout, this.#active, event.key, this.#cameFrom);
    // Arrows that lead nowhere do not scroll the page away from under the focus.
    if (next !== null || event.key.startsWith('Arrow')) event.preventDefault();
    if (next !== null) this.#focus(next);
  };
}

function touches({ from, to }: { readonly from: string; readonly to: string }, id: string): boolean {
  return from === id || to === id;
}

function shapeOf({ boxes, links }: GraphView): string {
  return JSON.stringify([boxes.map(({ id }) => id), links.map(({ from, to }) => [from, to])]);
}

const mostNamed = 12;

function foldTitle(hidden: readonly LineageNode[]): string {
  const names = hidden.slice(0, mostNamed).map(({ name }) => name).join(', ');
  return hidden.length > mostNamed ? t('{0} and {1} more', names, hidden.length - mostNamed) : names;
}

export function registerLineage(): void {
  define('mv-lineage', LineageGraph);
}
