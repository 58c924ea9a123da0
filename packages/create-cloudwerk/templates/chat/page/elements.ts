import type { LivePerson, LiveStatus } from '@cloudwerk/client'

/** An element of the page. */
export function find<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const element = document.getElementById(id)
  if (!element) throw new Error(`The page has no #${id}.`)
  // The caller knows which element has this id.
  return element as Kind
}

export const words: Record<LiveStatus, string> = {
  connecting: 'Connecting …',
  live: 'Connected',
  stale: 'The server is gone. What you say is sent when it is back.',
  closed: 'Closed',
}

export function sayWhoIsHere(others: readonly LivePerson<'ChatRoom'>[], count: number): string {
  if (count === 0) return 'Nobody else is here.'
  const names = others.map((other) => String(other.name))
  const more = count - names.length
  return `Also here: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
