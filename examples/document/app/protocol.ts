import type { Edit } from './page/edit.js'

// What the page and the document say to each other, as JSON.

export interface Change {
  /** Chosen by the editor, so that one sent again after a broken connection is not applied twice. */
  id: string
  /** Of the text on which the edit was made. */
  version: number
  edit: Edit
}

export interface Edited {
  type: 'edited'
  id: string
  /** Of the text with the edit, which has been moved past what others did meanwhile. */
  version: number
  edit: Edit
  author: string
  /** In milliseconds. */
  timestamp: number
}

export type FromEditor = ({ type: 'edit' } & Change) | { type: 'rename'; name: string }

export type ToEditor =
  /** The first thing for a new editor. */
  | { type: 'state'; state: { content: string; version: number } }
  /** The first thing for one who comes back: what happened since. */
  | { type: 'missed'; edits: Edited[] }
  | Edited
  | { type: 'people'; people: string[] }
  | { type: 'refused'; id: string | undefined; reason: string }

export const maxLength = 100_000
