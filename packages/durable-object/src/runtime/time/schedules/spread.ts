/** By how much the schedules of an object ring later than their slots, from 0 to `spread`. */
export function offsetOf(objectId: string, spread: number): number {
  // The platform makes the end of an id by a hash of its beginning.
  return spread === 0 ? 0 : Number.parseInt(objectId.slice(-12), 16) % spread
}
