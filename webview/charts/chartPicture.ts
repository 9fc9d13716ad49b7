import { Chart } from 'chart.js';
import { readPalette, withAlpha } from '../kit/theme';
import type { Palette } from '../kit/theme';
import type { Tick } from './axes';
import type { ChartCanvas } from './chartCanvas';

const scale = 2;
const margin = 16;
const width = 720;
/** Width of the charts in it, px. */
export const pictureInner = width - 2 * margin;

/** A chart as a picture that stands alone: its title above, what it says of source, windows, rows and units beneath, on the theme's ground. */
export interface PictureText {
  readonly title: string;
  /** Asked for when a picture is taken, with the charts that are in it. */
  readonly lines: (charts: readonly ChartCanvas[]) => readonly string[];
  /** Of charts under one another that share an axis which none of them draws. */
  readonly axis?: () => PictureAxis;
}

export interface PictureAxis {
  /** At places of the charts' x axis, slots. */
  readonly ticks: readonly Tick[];
  /** What the ticks count: `UTC`. */
  readonly unit: string;
  /** Named spans of slots; without a hue where the charts draw them themselves. */
  readonly bands: readonly { readonly name: string; readonly from: number; readonly to: number; readonly hue: 'baseline' | 'current' | null }[];
}

/** Where ticks and bands stand, px from the left edge of the drawing. */
interface AxisPlaces {
  readonly ticks: readonly number[];
  readonly bands: readonly (readonly [number, number])[];
}

/** Draws the charts once more, under one another, at 720 px wide and twice the resolution; whatever the panel's own size is. A chart's `data-picture` stands above it. */
export function chartPicture(elements: readonly ChartCanvas[], { title, lines, axis: axisOf }: PictureText): HTMLCanvasElement {
  const palette = readPalette();
  const axis = axisOf?.() ?? null;
  const charts: Chart[] = [];
  try {
    const parts = elements.map((element) => {
      const { config, height } = element;
      const drawing = document.createElement('canvas');
      drawing.width = pictureInner;
      drawing.height = height;
      const made = config(palette);
      charts.push(new Chart(drawing, { ...made, options: { ...made.options, responsive: false, animation: false, devicePixelRatio: scale, events: [] } }));
      return { drawing, height, label: element.dataset['picture'] ?? null };
    });
    const places = axis === null ? null : placesOf(axis, charts[0]);
    const canvas = document.createElement('canvas');
    const pen = canvas.getContext('2d');
    if (pen === null) throw new Error('no canvas');
    const line = Math.round(palette.fontSize * 1.5);
    const small = `${palette.fontSize - 1}px ${palette.font}`;
    const bold = `600 ${palette.fontSize + 1}px ${palette.font}`;
    pen.font = bold;
    const heads = wrapped(pen, title, pictureInner);
    pen.font = small;
    const texts = lines(elements).flatMap((text) => wrapped(pen, text, pictureInner));
    const strip = (axis?.bands.length ?? 0) * line;
    const plots = parts.reduce((sum, { height, label }) => sum + height + (label === null ? 0 : line), 0);
    canvas.width = width * scale;
    canvas.height = (2 * margin + heads.length * line + strip + plots + (axis === null ? 0 : line) + (texts.length + 1) * line) * scale;
    pen.scale(scale, scale);
    pen.fillStyle = palette.background;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.textBaseline = 'top';
    let y = margin;
    const write = (rows: readonly string[], font: string): void => {
      pen.font = font;
      pen.fillStyle = palette.foreground;
      for (const row of rows) {
        pen.fillText(row, margin, y);
        y += line;
      }
    };
    write(heads, bold);
    if (axis !== null && places !== null) drawBands(pen, axis, places, palette, { top: y, line, bottom: y + strip + plots, font: small });
    y += strip;
    for (const { drawing, height, label } of parts) {
      if (label !== null) write([label], `600 ${small}`);
      pen.drawImage(drawing, margin, y, pictureInner, height);
      y += height;
    }
    if (axis !== null && places !== null) {
      drawTicks(pen, axis, places, palette, y, small);
      y += line;
    }
    y += line / 2;
    write(texts, small);
    return canvas;
  } finally {
    // Only now: a chart that goes clears its canvas.
    for (const chart of charts) chart.destroy();
  }
}

function placesOf({ ticks, bands }: PictureAxis, chart: Chart | undefined): AxisPlaces | null {
  const x = chart?.scales['x'];
  if (chart === undefined || x === undefined) return null;
  const { left, right } = chart.chartArea;
  const place = (slot: number): number => Math.min(right, Math.max(left, x.getPixelForValue(slot)));
  return { ticks: ticks.map(({ at }) => place(at)), bands: bands.map(({ from, to }) => [place(from), place(to)] as const) };
}

/** Each band over the height of all charts, its name on a line of its own above them. */
function drawBands(pen: CanvasRenderingContext2D, { bands }: PictureAxis, places: AxisPlaces, palette: Palette, { top, line, bottom, font }: { top: number; line: number; bottom: number; font: string }): void {
  bands.forEach(({ name, hue }, i) => {
    const [left, right] = places.bands[i] ?? [0, 0];
    const y = top + i * line;
    if (hue !== null) {
      const color = palette[hue];
      pen.fillStyle = withAlpha(color, palette.highContrast ? 0 : 0.11);
      pen.fillRect(margin + left, y, right - left, bottom - y);
      pen.strokeStyle = color;
      pen.setLineDash(hue === 'baseline' ? [4, 3] : []);
      pen.strokeRect(margin + left, y, right - left, bottom - y);
      pen.setLineDash([]);
    }
    pen.font = font;
    pen.fillStyle = palette.foreground;
    // A name that would pass the right edge ends there.
    pen.fillText(name, Math.min(margin + left + 4, width - margin - pen.measureText(name).width), y + 2);
  });
}

function drawTicks(pen: CanvasRenderingContext2D, { ticks, unit }: PictureAxis, places: AxisPlaces, palette: Palette, y: number, font: string): void {
  pen.font = font;
  pen.fillStyle = palette.foreground;
  pen.fillText(unit, margin, y);
  ticks.forEach(({ text }, i) => {
    const x = margin + (places.ticks[i] ?? 0);
    pen.fillRect(x, y - 4, 1, 4);
    pen.fillText(text, Math.min(x + 2, width - margin - pen.measureText(text).width), y);
  });
}

/** Words on lines that fit; a word that is longer than a line is cut into pieces. */
function wrapped(pen: CanvasRenderingContext2D, text: string, most: number): readonly string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of text.split(/\s+/)) {
    const next = row === '' ? word : `${row} ${word}`;
    if (pen.measureText(next).width <= most) {
      row = next;
      continue;
    }
    if (row !== '') rows.push(row);
    row = '';
    for (const letter of word) {
      if (row !== '' && pen.measureText(row + letter).width > most) {
        rows.push(row);
        row = '';
      }
      row += letter;
    }
  }
  return [...rows, row];
}

export function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)), 'image/png'));
}
