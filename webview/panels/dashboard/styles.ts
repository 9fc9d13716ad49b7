import { alertStyles } from './alerts/alertStyles';
import { chartStyles } from './chartStyles';
import { motionStyles } from './motionStyles';
import { marksStyles } from './marks/marksStyles';
import { pageStyles } from './pageStyles';
import { tableStyles } from './tableStyles';
import { lineageStyles } from './lineage/lineageStyles';
import { trainingStyles } from './training/trainingStyles';
import { whyStyles } from './why/whyStyles';
import { themeStyles } from './themeStyles';

/** The panel's style sheets, adopted by the document: constructed sheets need no exception in the content security policy. */
export const styles: readonly CSSStyleSheet[] = [themeStyles, pageStyles, chartStyles, tableStyles, alertStyles, whyStyles, trainingStyles, lineageStyles, marksStyles, motionStyles].map((text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
});
