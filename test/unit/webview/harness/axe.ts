import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

/** One thing that axe-core holds against a page: rule, impact, element and what it says of it. */
export interface Barrier {
  readonly rule: string;
  readonly impact: string;
  readonly element: string;
  readonly why: string;
}

/** What axe-core found: the barriers, how many rules had elements to look at, and how many texts were measured against their ground. */
export interface Audit {
  readonly barriers: readonly Barrier[];
  readonly rules: number;
  readonly textsMeasured: number;
}

/**
 * Runs every rule of axe-core that concerns WCAG 2 A and AA or good practice, in the page, through open shadow roots. It is evaluated
 * by the debugger, so the page's content policy stays as it is; style sheets are not fetched a second time, which the policy forbids.
 */
export async function audit(page: Page | Frame): Promise<Audit> {
  await page.evaluate(`if (window.axe === undefined) { ${axe.source} }`);
  const results = (await page.evaluate(`window.axe.run(document, { preload: false, resultTypes: ['violations', 'passes'], runOnly: ${JSON.stringify(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])} })`)) as AxeResults;
  const barriers = results.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map((node) => ({ rule: id, impact: String(node.impact ?? impact), element: `${node.target.map((each) => (typeof each === 'string' ? each : each.join(' >>> '))).join(' ')} ${node.html.slice(0, 160)}`, why: (node.failureSummary ?? '').replace(/\s+/g, ' ').slice(0, 300) })),
  );
  return { barriers, rules: results.passes.length + results.violations.length, textsMeasured: results.passes.find(({ id }) => id === 'color-contrast')?.nodes.length ?? 0 };
}
