/** A Markdown link that runs a command of ours. Nothing of the arguments can end the link: what `encodeURIComponent` leaves of Markdown is encoded too. */
export function commandLink(label: string, command: string, args: readonly unknown[]): string {
  return `[${label}](${commandUri(command, args)})`;
}

/** The same as an address alone. */
export function commandUri(command: string, args: readonly unknown[]): string {
  const query = encodeURIComponent(JSON.stringify(args)).replace(/[!'()*_~]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  return `command:${command}?${query}`;
}
