import { takeTexts } from './l10n';

/* The first import of a panel's entry: words that modules keep as constants are made when these modules are loaded, so the catalogue must stand before. */

takeTexts(document);
