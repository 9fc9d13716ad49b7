import type { OpenReader } from './metricReader';

export const openReader: OpenReader = () => Promise.reject(new Error('wip'));
