export { standardNormal as gaussian, seededUniform as seededRandom } from '../../../../src/core/stats/seeded';
