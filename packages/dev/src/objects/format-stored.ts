import type { StoredObjects } from '../data-directory/measure-objects.ts'

/** `3 objects, 48 KB, in /app/.cloudwerk/data/objects/app-Counter` */
export function formatStored({ objects, bytes, folder }: StoredObjects): string {
  return `${objects} ${objects === 1 ? 'object' : 'objects'}, ${formatBytes(bytes)}, in ${folder}`
}

/** `48.0 KB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} KB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
