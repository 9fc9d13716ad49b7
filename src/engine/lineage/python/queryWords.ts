/** Names of columns in an expression of `DataFrame.query` and `eval`: words that are no functions, keywords or `@variables`. */
export function columnWords(text: string): readonly string[] {
  const bare = text.replace(/'[^']*'|"[^"]*"/g, ' ');
  const words = [...bare.matchAll(/`([^`]+)`|(?<![\w@.])([A-Za-z_]\w*)(?![\w(]|\s*\()/g)].map(([, quoted, word]) => quoted ?? word ?? '');
  return [...new Set(words.filter((word) => word !== '' && !/^(?:and|or|not|in|True|False|None|nan|inf)$/.test(word)))];
}
