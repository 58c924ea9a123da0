import { findUserPlace } from './user-place.ts'

/** Errors that were logged already, wherever they turn up again. */
const known = new WeakSet<object>()
/** The kinds and places that were logged. */
const logged = new Set<string>()
/** No app has more places than this. */
const most = 1_000

export interface Lost {
  /** Logged once for each place: without the object's name, so that many objects do not flood the log. */
  kind: string
  /** What was lost, where, and what to do. */
  message: string
  /** What was thrown. Its stack shows the place, unless `stack` is given. */
  error: unknown
  stack?: string | undefined
}

/**
 * Logs an error that would be lost otherwise, since no handler runs any more whose caller could get it.
 * Once for each place in the author's code.
 */
export function tellLost({ kind, message, error, stack }: Lost): void {
  if (typeof error === 'object' && error !== null) {
    if (known.has(error)) return
    known.add(error)
  }
  const place = findUserPlace(stack ?? (error instanceof Error ? error.stack : undefined))
  const key = `${kind} ${place}`
  if (logged.has(key) || logged.size >= most) return
  logged.add(key)
  console.error(place ? `${message} (${place})` : message)
}

/** The message of whatever was thrown, as the end of a sentence. */
export function messageOf(error: unknown): string {
  try {
    const text = error instanceof Error ? error.message : String(error)
    return text.replace(/\.+$/, '')
  } catch {
    return 'what was thrown cannot be read'
  }
}
