import type { LiveShape } from '@cloudwerk/client'

// What room and page share. Nothing here needs Workers or the DOM.

export interface ChatMessage {
  /** 1, 2, 3, … in the order in which the room accepted them. */
  number: number
  /** Chosen by the sender, so that a message sent again after a broken connection is stored once. */
  id: string
  user: string
  text: string
  /** In milliseconds. */
  timestamp: number
}

/** A room, as pages see it. */
export interface Room extends LiveShape {
  /** The latest messages. */
  state: { messages: ChatMessage[] }
  calls: { say(id: string, user: string, text: string): void }
  presence: { name: string; typing: boolean }
}

export const maxTextLength = 2_000
