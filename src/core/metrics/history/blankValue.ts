/** DCGM writes 2^63 - 14 and its neighbours (9223372036854775794) for what a GPU does not tell: no level, however it is added up. Source: NVIDIA/DCGM, dcgm_fields.h, `DCGM_INT64_BLANK`. */
const least = 9.2e18;

export function isBlank(value: number): boolean {
  return value >= least;
}
