/**
 * What moves, and how it stands where motion is not wanted. Style sheets of the page do not reach into the toolkit's elements; the ring's
 * arc, all that goes round there, is a part that they may style: it stands as half a circle, since the box around it says that work goes on.
 */
const still = (where: string): string => `
${where} *, ${where} *::before, ${where} *::after { animation: none !important; transition: none !important; scroll-behavior: auto !important; }
${where} vscode-progress-ring::part(indeterminate-indicator-1) { animation: none; transition: none; stroke-dasharray: 21.99px 21.99px; }
`;

/** Still by the system's wish, or by `workbench.reduceMotion`, which the editor hands to its pages as a class of the body. */
export const motionStyles = `
.bone { animation: breathe 1.6s ease-in-out infinite; }
@keyframes breathe { 50% { opacity: 0.45; } }
@media (prefers-reduced-motion: reduce) {${still('body')}}
${still('body.vscode-reduce-motion')}
`;
