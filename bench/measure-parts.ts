import type { MicroResult } from './results.js';

export async function measureParts(seconds: number): Promise<MicroResult[]> {
  return seconds > 0 ? [] : [];
}
