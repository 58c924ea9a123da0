// @ts-check
/** @import { LiveObject } from '@cloudwerk/client' */
/** @import { Cursor, Edited, LiveDocument } from '../protocol.js' */
/** @import { Edit } from './edit.js' */
import { create, find } from '/assets/shared/elements.js'
import { editBetween } from './edit.js'

/** @typedef {{ told: Cursor, version: number, at: number }} Shown */

/** How many edits a cursor that is told late can be moved past. */
const kept = 500

/** Shows where the others are, in a copy of the text behind the field. @param {HTMLTextAreaElement} field */
export function createCursors(field) {
  const copy = find('cursors', HTMLElement)
  /** By connection. @type {Map<string, Shown>} */
  const places = new Map()
  /** @type {Edited[]} */
  const recent = []

  field.addEventListener('scroll', () => {
    copy.scrollTop = field.scrollTop
  })

  return {
    /** @param {Edited} edited An edit that the text has now. */
    follow(edited) {
      recent.push(edited)
      if (recent.length > kept) recent.shift()
    },

    /**
     * @param {LiveObject<LiveDocument>['others']} others
     * @param {{ version: number, base: string, text: string }} shared
     */
    show(others, { version, base, text }) {
      const present = new Set(others.map(({ id }) => id))
      for (const id of places.keys()) if (!present.has(id)) places.delete(id)
      const unsent = editBetween(base, text)
      const carets = others.flatMap(({ id, name, cursor }) => {
        const place = cursor && placeOf(id, cursor)
        // A cursor in a text that is not here yet is shown when it is.
        if (place?.version !== version) return []
        return [{ name: String(name), at: unsent ? move(place.at, unsent) : place.at }]
      })
      draw(text, carets)
    },
  }

  /** Where this connection's cursor is after the edits that are here. @param {string} id @param {Cursor} told */
  function placeOf(id, told) {
    const known = places.get(id)
    const place = known?.told === told ? known : { told, version: told.version, at: told.at }
    for (const { version, edit } of recent) {
      if (version !== place.version + 1) continue
      place.version = version
      place.at = move(place.at, edit)
    }
    places.set(id, place)
    return place
  }

  /** @param {string} text @param {{ name: string, at: number }[]} carets */
  function draw(text, carets) {
    /** @type {(Node | string)[]} */
    const parts = []
    let from = 0
    for (const { name, at } of carets.sort((one, other) => one.at - other.at)) {
      const end = Math.max(from, Math.min(text.length, at))
      const caret = create('span', 'caret')
      caret.dataset.name = name
      parts.push(text.slice(from, end), caret)
      from = end
    }
    // Without a last character, a last line that is empty would have no height.
    copy.replaceChildren(...parts, `${text.slice(from)}\u200b`)
    copy.scrollTop = field.scrollTop
  }
}

/** @param {number} at @param {Edit} edit */
function move(at, edit) {
  if (at < edit.at) return at
  return Math.max(at, edit.at + edit.remove) + edit.insert.length - edit.remove
}
