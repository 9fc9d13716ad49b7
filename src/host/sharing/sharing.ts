/* What leaves the editor: files of reports, notebooks, pictures. A part of its own, loaded when it is first asked for. */
export { exportReport } from './exportReport';
export { openNotebook } from './openNotebook';
