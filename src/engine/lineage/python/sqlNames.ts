/** Whether two names of columns are the same to SQL, which does not heed case. */
export function matchName(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}
