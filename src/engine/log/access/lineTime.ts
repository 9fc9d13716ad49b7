const months: Readonly<Record<string, string>> = { Jan: '01', Feb: '02', Mar: '03', Apr: '04', May: '05', Jun: '06', Jul: '07', Aug: '08', Sep: '09', Oct: '10', Nov: '11', Dec: '12' };
const common = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?) ?([+-]\d{2}):?(\d{2})$/;
const iso = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/;

/** A time of the common log format or of ISO 8601 (also with the comma of Python's `asctime`), as ISO 8601; empty where it is neither. One without a zone stays without. */
export function timeText(text: string): string {
  const first = common.exec(text);
  if (first !== null) {
    const month = months[first[2] ?? ''];
    return month === undefined ? '' : `${first[3]}-${month}-${first[1]}T${first[4]}${first[5]}:${first[6]}`;
  }
  const second = iso.exec(text);
  if (second === null) return '';
  const [, day, clock, part, zone = ''] = second;
  return `${day}T${clock}${part === undefined ? '' : `.${part}`}${zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone}`;
}

/** The times of many lines: neighbours share theirs. */
export class LineTimes {
  #last = '';
  #text = '';

  of(text: string): string {
    if (text !== this.#last) {
      this.#text = timeText(text);
      this.#last = text;
    }
    return this.#text;
  }
}

/** The time that a line begins with, after an opening bracket or not; empty where it begins with none. `rest` is what follows. */
export function leadingTime(line: string): { readonly time: string; readonly rest: string } {
  const found = /^\[?(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?) ?(Z|[+-]\d{2}:?\d{2})?\]?(?=\s|\[|$)/.exec(line);
  if (found === null) return { time: '', rest: line };
  return { time: timeText(`${found[1]}${found[2] ?? ''}`), rest: line.slice(found[0].length) };
}
