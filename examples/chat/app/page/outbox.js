// @ts-check
import { place } from '/assets/shared/frame.js'

/** @typedef {{ user: string, text: string, timestamp: number, reason?: string }} Unsent */

const key = `unsent ${place}`

/**
 * Messages written here that have not come back from the room, by id. They survive a reload of the page
 * while there is no connection.
 *
 * @type {Map<string, Unsent>}
 */
const unsent = new Map(JSON.parse(sessionStorage.getItem(key) ?? '[]'))

const save = () => sessionStorage.setItem(key, JSON.stringify([...unsent]))

export function all() {
  return [...unsent].map(([id, message]) => ({ id, ...message }))
}

/** Messages that the room may still accept; a refused message stays refused. */
export function waiting() {
  return all().filter(({ reason }) => reason === undefined)
}

/** @param {{ id: string, user: string, text: string }} message */
export function add({ id, ...message }) {
  unsent.set(id, { ...message, timestamp: Date.now() })
  save()
}

/** @param {string} id */
export function remove(id) {
  if (unsent.delete(id)) save()
}

/** @param {string} id @param {string} reason */
export function refuse(id, reason) {
  const message = unsent.get(id)
  if (!message) return
  message.reason = reason
  save()
}
