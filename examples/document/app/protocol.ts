import type { LiveShape } from '@cloudwerk/client'
import type { Edit } from './page/edit.js'

// What document and page share. Nothing here needs Workers or the DOM.

export interface Change {
  /** Chosen by the editor, so that an edit sent again after a broken connection is applied once. */
  id: string
  /** Version of the text on which the edit was made. */
  version: number
  edit: Edit
}

export interface Edited {
  id: string
  /** Version of the text with the edit, which has been moved past what others did meanwhile. */
  version: number
  edit: Edit
  author: string
  /** In milliseconds. */
  timestamp: number
}

/** Where somebody is in the text of a version. */
export interface Cursor {
  version: number
  at: number
}

/** A document, as pages see it. */
export interface LiveDocument extends LiveShape {
  state: { version: number }
  calls: {
    getContent(): { content: string; version: number }
    getEdits(since: number): Edited[]
    write(author: string, change: Change): void
  }
  presence: { name: string; cursor?: Cursor }
  /** Each edit, as it is stored. */
  events: { edited: Edited }
}

export const maxLength = 100_000
