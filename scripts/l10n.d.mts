/** Texts of the sources, English to English, and calls whose text is no literal. */
export function extract(): { readonly texts: Readonly<Record<string, string>>; readonly problems: readonly string[] };
export function pseudo(text: string): string;
/** What a language's texts lack, hold in vain, or have with other places. */
export function compare(english: Readonly<Record<string, string>>, translated: Readonly<Record<string, string>>): readonly string[];
