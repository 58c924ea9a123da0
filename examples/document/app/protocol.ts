import type { Edit } from './page/edit.js'

// The messages between page and document, as JSON.

export interface Change {
  /** Chosen by the editor, so that an edit sent again after a broken connection is applied once. */
  id: string
  /** Version of the text on which the edit was made. */
  version: number
  edit: Edit
}

export interface Edited {
  type: 'edited'
  id: string
  /** Version of the text with the edit, which has been moved past what others did meanwhile. */
  version: number
  edit: Edit
  author: string
  /** In milliseconds. */
  timestamp: number
}

export type FromEditor = ({ type: 'edit' } & Change) | { type: 'rename'; name: string }

export type ToEditor =
  /** The first message to a new editor. */
  | { type: 'state'; state: { content: string; version: number } }
  /** The first message to an editor who comes back: what has happened since. */
  | { type: 'missed'; edits: Edited[] }
  | Edited
  | { type: 'people'; people: string[] }
  | { type: 'refused'; id: string | undefined; reason: string }

export const maxLength = 100_000
