import type { AccessFormat, AccessLayout } from './accessLayout';
import type { AccessRow } from './accessColumns';
import { bentoLine } from './bentoLine';
import { commonLine } from './commonLine';
import { withoutControls } from './fieldText';
import { envoyLine } from './envoyLine';
import { LineTimes } from './lineTime';
import { rayLine } from './rayLine';
import { uvicornLine } from './uvicornLine';
import { accessFormats } from './accessLayout';

/** Reads the lines of a file: its own format first, then every other that is known. */
export class AccessReader {
  readonly #times = new LineTimes();
  readonly #order: readonly AccessFormat[];
  /** The format of the line that was read last. */
  format: AccessFormat = 'common';

  constructor(private readonly layout: AccessLayout) {
    this.#order = [...layout.formats, ...accessFormats.filter((format) => !layout.formats.includes(format))];
  }

  /** The request that a line tells of; null where it tells of none in a format that is known. */
  read(text: string): AccessRow | null {
    const line = withoutControls(text);
    for (const format of this.#order) {
      const row = this.#readAs(format, line);
      if (row !== null) {
        this.format = format;
        return row;
      }
    }
    return null;
  }

  #readAs(format: AccessFormat, line: string): AccessRow | null {
    switch (format) {
      case 'common':
        return commonLine(line, this.layout, this.#times);
      case 'envoy':
        return envoyLine(line, this.#times);
      case 'ray':
        return rayLine(line);
      case 'bentoml':
        return bentoLine(line);
      case 'uvicorn':
        return uvicornLine(line);
    }
  }
}
