import * as v from 'valibot';
import { text } from './configValues';

/** The `labels` of a log source: files of labels that come later. A path alone stands for `{ "paths": [path] }`. */
export const labelsEntry = v.union([
  v.pipe(text, v.transform((path) => ({ paths: [path] }))),
  v.strictObject({
    paths: v.union([v.pipe(text, v.transform((path) => [path])), v.pipe(v.array(text), v.minLength(1))]),
    id: v.exactOptional(text),
    labelId: v.exactOptional(text),
    label: v.exactOptional(text),
    time: v.exactOptional(text),
  }),
]);
