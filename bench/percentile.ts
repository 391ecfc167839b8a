/** The value below which `share` (0 to 1) of `sorted` lies, by the nearest rank; 0 for nothing. */
export function percentile(sorted: Float64Array, share: number): number {
  const rank = Math.max(Math.ceil(share * sorted.length), 1);
  return sorted[rank - 1] ?? 0;
}
