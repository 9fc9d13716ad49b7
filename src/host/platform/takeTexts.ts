import { env, l10n } from 'vscode';
import { setTexts, textsFrom } from '../../core/text/texts';

/*
 * The first import of the extension. The editor has loaded the bundle of its language by now (`l10n.bundle` is undefined for English and where there is
 * none of that language); the core's own texts are made from the same one, and so are the panel's, to which panelHtml hands it over.
 */

setTexts(textsFrom(env.language, l10n.bundle));
