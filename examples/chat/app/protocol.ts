// The messages between page and room, as JSON.

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

export type FromPage =
  | { type: 'message'; id: string; text: string }
  | { type: 'typing'; typing: boolean }
  | { type: 'rename'; name: string }

export type FromRoom =
  /** The first message on each connection: what is new since the last one, or the latest messages. */
  | {
      type: 'history'
      user: string
      messages: ChatMessage[]
      hasEarlier: boolean
      online: string[]
    }
  | ({ type: 'message' } & ChatMessage)
  | { type: 'join'; user: string; online: string[]; timestamp: number }
  | { type: 'leave'; user: string; online: string[]; timestamp: number }
  | { type: 'renamed'; from: string; user: string; online: string[] }
  | { type: 'typing'; user: string; typing: boolean }
  | { type: 'refused'; id: string | undefined; reason: string }

export const maxTextLength = 2_000
