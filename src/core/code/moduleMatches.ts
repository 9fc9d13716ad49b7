/**
 * Whether the import of `module` in `fromFile` can mean `file` (paths relative to one root). Absolute modules match by
 * the end of the path, since the import root (`src/`, a package folder) is not known; a package also stands for the
 * modules directly inside it, because packages pass names on.
 */
export function moduleMatches(module: string, fromFile: string, file: string): boolean {
  const target = dotted(file);
  const dots = /^\.+/.exec(module)?.[0].length ?? 0;
  if (dots === 0) {
    const parent = target.slice(0, Math.max(0, target.lastIndexOf('.')));
    return endsWithModule(target, module) || endsWithModule(parent, module);
  }
  // One dot is the importing file's own package; for `__init__.py` that is its folder, as for any other file.
  const folder = fromFile.split('/').slice(0, -dots);
  if (fromFile.split('/').length < dots) return false;
  const rest = module.slice(dots);
  const full = [...folder, ...(rest === '' ? [] : rest.split('.'))].join('.');
  const parent = target.slice(0, Math.max(0, target.lastIndexOf('.')));
  return target === full || parent === full;
}

function endsWithModule(target: string, module: string): boolean {
  return target !== '' && (target === module || target.endsWith(`.${module}`));
}

function dotted(file: string): string {
  return file.replace(/\.(py|ipynb)$/, '').replace(/\/__init__$/, '').split('/').join('.');
}
