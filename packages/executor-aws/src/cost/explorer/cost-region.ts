/**
 * Where Cost Explorer answers for all regions of a partition (AWS General Reference, Cost Explorer endpoints).
 * @param homeRegion the region of the partition's other global services.
 */
export function costRegionOf(homeRegion: string): string {
  return homeRegion.startsWith('cn-') ? 'cn-northwest-1' : homeRegion;
}
