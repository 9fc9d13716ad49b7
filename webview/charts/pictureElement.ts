import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { button } from '../kit/controls';
import { t } from '../kit/l10n';
import { define, LightElement } from '../kit/lightElement';
import { roving } from '../kit/roving';
import type { ChartCanvas } from './chartCanvas';
import { chartPicture, pngOf, type PictureText } from './chartPicture';
import type { SavePicture } from './pictureButtons';

/** "Copy as image" and "Save as PNG…" of the charts in the same card; says in words what came of it. */
class PictureButtons extends LightElement {
  static override properties = { text: { attribute: false }, save: { attribute: false }, said: { state: true } };
  declare text: () => PictureText;
  declare save: SavePicture;
  declare said: string;

  constructor() {
    super();
    this.said = '';
  }

  protected override render(): TemplateResult {
    const { title } = this.text();
    return html`<span class="picture-buttons" role="group" aria-label=${t('Picture: {0}', title)} ${roving('vscode-button')}>
      ${button(t('Copy as image: {0}', title), () => void this.#copy(), { kind: 'icon', icon: 'copy' })}
      ${button(t('Save as PNG: {0}', title), () => void this.#save(), { kind: 'icon', icon: 'save' })}
      <span class="picture-said" role="status">${this.said}</span>
    </span>`;
  }

  #picture(): Promise<Blob> {
    const charts = [...(this.closest('[data-card]')?.querySelectorAll<ChartCanvas>('mv-chart') ?? [])];
    return charts.length === 0 ? Promise.reject(new Error('no chart')) : pngOf(chartPicture(charts, this.text()));
  }

  async #copy(): Promise<void> {
    try {
      // The picture goes in as a promise, so that the click still counts as the person's own act.
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': this.#picture() })]);
      this.said = t('copied');
    } catch {
      this.said = t('The clipboard takes no picture here: save it as a file.');
      await this.#save();
    }
  }

  async #save(): Promise<void> {
    const bytes = new Uint8Array(await (await this.#picture()).arrayBuffer());
    let text = '';
    for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
    this.save(this.text().title, btoa(text));
  }
}

export function registerPictureButtons(): void {
  define('mv-picture', PictureButtons);
}
