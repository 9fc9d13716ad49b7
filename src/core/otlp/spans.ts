/** Spans of time that were observed, each moment once however many processes observed it. Microseconds; disjoint and ascending. */
export class Spans {
  readonly #spans: { from: number; to: number }[] = [];

  add(from: number, to: number): void {
    if (!(to > from)) return;
    const last = this.#spans.at(-1);
    // In order, as nearly always.
    if (last === undefined || from > last.to) return void this.#spans.push({ from, to });
    let at = this.#spans.length;
    while (at > 0 && (this.#spans[at - 1]?.to ?? -Infinity) >= from) at -= 1;
    let end = at;
    const merged = { from, to };
    for (let span = this.#spans[end]; span !== undefined && span.from <= to; span = this.#spans[(end += 1)]) {
      merged.from = Math.min(merged.from, span.from);
      merged.to = Math.max(merged.to, span.to);
    }
    this.#spans.splice(at, end - at, merged);
  }

  each(use: (from: number, to: number) => void): void {
    for (const { from, to } of this.#spans) use(from, to);
  }
}
