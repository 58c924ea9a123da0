import { findUserPlace } from './user-place.ts'

/** Errors that were told already, wherever they turn up next. */
const known = new WeakSet<object>()
const told = new Set<string>()
/** More places than an app has. */
const most = 1_000

export interface Lost {
  /** What one place is told of once: without the object's name, so that many objects are no flood. */
  kind: string
  /** What was lost, where, and what to do. */
  message: string
  /** What was thrown. Its stack says where; with `stack`, that one does. */
  error: unknown
  stack?: string | undefined
}

/**
 * Says what would be lost in silence, since it happens when no handler runs any more whose caller
 * could get an error. Once for each place of the author's code.
 */
export function tellLost({ kind, message, error, stack }: Lost): void {
  if (typeof error === 'object' && error !== null) {
    if (known.has(error)) return
    known.add(error)
  }
  const place = findUserPlace(stack ?? (error instanceof Error ? error.stack : undefined))
  const key = `${kind} ${place}`
  if (told.has(key) || told.size >= most) return
  told.add(key)
  console.error(place ? `${message} (${place})` : message)
}

/** As the end of a sentence, whatever was thrown. */
export function messageOf(error: unknown): string {
  try {
    const text = error instanceof Error ? error.message : String(error)
    return text.replace(/\.+$/, '')
  } catch {
    return 'what was thrown cannot be read'
  }
}
