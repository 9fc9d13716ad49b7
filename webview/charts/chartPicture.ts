import { Chart } from 'chart.js';
import { readPalette } from '../kit/theme';
import type { ChartCanvas } from './chartCanvas';

const scale = 2;
const margin = 16;
const width = 720;

/** A chart as a picture that stands alone: its title above, what it says of source, windows, rows and units beneath, on the theme's ground. */
export interface PictureText {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Draws the chart once more at 720 px wide and twice the resolution; whatever the panel's own size is. */
export function chartPicture(element: ChartCanvas, { title, lines }: PictureText): HTMLCanvasElement {
  const palette = readPalette();
  const { config, height } = element;
  const drawing = document.createElement('canvas');
  drawing.width = width - 2 * margin;
  drawing.height = height;
  const made = config(palette);
  const chart = new Chart(drawing, { ...made, options: { ...made.options, responsive: false, animation: false, devicePixelRatio: scale, events: [] } });
  try {
    const canvas = document.createElement('canvas');
    const pen = canvas.getContext('2d');
    if (pen === null) throw new Error('no canvas');
    const line = Math.round(palette.fontSize * 1.5);
    const small = `${palette.fontSize - 1}px ${palette.font}`;
    const bold = `600 ${palette.fontSize + 1}px ${palette.font}`;
    pen.font = bold;
    const heads = wrapped(pen, title, width - 2 * margin);
    pen.font = small;
    const texts = lines.flatMap((text) => wrapped(pen, text, width - 2 * margin));
    canvas.width = width * scale;
    canvas.height = (2 * margin + heads.length * line + height + (texts.length + 1) * line) * scale;
    pen.scale(scale, scale);
    pen.fillStyle = palette.background;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    let y = margin;
    const write = (rows: readonly string[], font: string, color: string): void => {
      pen.font = font;
      pen.fillStyle = color;
      pen.textBaseline = 'top';
      for (const row of rows) {
        pen.fillText(row, margin, y);
        y += line;
      }
    };
    write(heads, bold, palette.foreground);
    pen.drawImage(drawing, margin, y, width - 2 * margin, height);
    y += height + line / 2;
    write(texts, small, palette.foreground);
    return canvas;
  } finally {
    chart.destroy();
  }
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
