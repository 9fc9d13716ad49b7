import * as v from 'valibot';
import { defaultGate } from '../gate/gateConfig';
import { text } from './configValues';

/** The `check` section of `model-vitals.json`. */
export const checkSection = v.strictObject({
  failOn: v.optional(v.array(v.picklist(['drift', 'service', 'quality', 'confidence', 'business'])), [...defaultGate.failOn]),
  ignore: v.optional(v.array(text), []),
});
