/** What a chat room keeps. */
export interface Message {
  user: string
  text: string
  timestamp: number
}

export function createMessage(text: string): Message {
  return { user: 'alice', text, timestamp: Date.now() }
}

/** As many as a room is filled with. */
export function createMessages(count: number): Message[] {
  return Array.from({ length: count }, () => createMessage('x'.repeat(100)))
}
