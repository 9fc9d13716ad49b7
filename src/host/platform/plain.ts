/**
 * Text of a log as Markdown that shows it as it is, links and icons included. `MarkdownString.appendText` does so too, but joins all words by spaces that do
 * not break, so that a long text is broken within its words.
 */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()#+\-.!~|<>$&@:"'=/^]/g, '\\$&');
}
