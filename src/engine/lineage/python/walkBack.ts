import type { Block, FunctionStmt, Stmt } from './ast';
import type { PythonModule } from './module';

/**
 * The statements that run before `at` in its function (of all, for null: up to the end of the scope), the last one first; of branches all arms but those that do not
 * come out. `visit` says whether nothing before the statement matters any more. True when that was said on every way.
 */
export function walkBack(module: PythonModule, fn: FunctionStmt | null, at: Stmt | null, visit: (stmt: Stmt) => boolean): boolean {
  const scope = fn?.body ?? module.body;
  if (at === null) return backThrough(scope, scope.length, visit);
  let position = module.positionOf(at);
  while (position !== null) {
    if (backThrough(position.block, position.index, visit)) return true;
    const { owner }: { readonly owner: Stmt | null } = position;
    if (owner === null || owner.k === 'function' || owner.k === 'class') return false;
    if ((owner.k === 'loop' || owner.k === 'with') && visit(owner)) return true;
    position = module.positionOf(owner);
  }
  return false;
}

function backThrough(block: Block, end: number, visit: (stmt: Stmt) => boolean): boolean {
  for (let i = end - 1; i >= 0; i--) {
    const stmt = block[i];
    if (stmt !== undefined && backOver(stmt, visit)) return true;
  }
  return false;
}

function backOver(stmt: Stmt, visit: (stmt: Stmt) => boolean): boolean {
  switch (stmt.k) {
    case 'arms': {
      const open = stmt.arms.filter((arm) => !ends(arm));
      // Every arm is gone through, whatever the others say.
      const settled = open.map((arm) => backThrough(arm, arm.length, visit));
      return stmt.whole && settled.length > 0 && settled.every(Boolean);
    }
    case 'loop':
      backThrough(stmt.body, stmt.body.length, visit);
      visit(stmt);
      return false;
    case 'with':
      return backThrough(stmt.body, stmt.body.length, visit) || visit(stmt);
    default:
      return visit(stmt);
  }
}

/** Whether nothing after the block runs once it has run. */
function ends(block: Block): boolean {
  const last = block.at(-1);
  return last !== undefined && (last.k === 'return' || (last.k === 'other' && last.ends) || (last.k === 'arms' && last.whole && last.arms.every(ends)));
}
