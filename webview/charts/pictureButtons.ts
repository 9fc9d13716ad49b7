import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { PictureText } from './chartPicture';

/** Takes a picture to a file of the user's choice: a name without ending, and the PNG as base64. */
export type SavePicture = (name: string, png: string) => void;

/** The buttons of the charts in the same card; `pictureElement.ts` is what they do. */
export function pictureButtons(text: () => PictureText, save: SavePicture): TemplateResult {
  return html`<mv-picture .text=${text} .save=${save}></mv-picture>`;
}
