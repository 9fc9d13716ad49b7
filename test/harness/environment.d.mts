export function cleanEditorEnvironment(extra?: Readonly<Record<string, string>>): Record<string, string>;
