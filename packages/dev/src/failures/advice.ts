/** What to do, where our own codes say it. The rest is in their sections of the troubleshooting page. */
const advice: Record<string, string> = {
  DURABLE_OBJECT_RPC: 'A method threw. What it changed in the state is undone.',
  DURABLE_OBJECT_NOT_FOUND: 'app/objects/chat-room.ts is durableObjects.ChatRoom.',
  DURABLE_OBJECT_CONFIG: 'Change the definition as the message says.',
  DURABLE_OBJECT_STATE: 'Nothing of this handler was stored. Keep plain data in the state.',
  DURABLE_OBJECT_BUSY: 'Move slow work into await this.outside(() => …), or call again later.',
  DURABLE_OBJECT_DEADLOCK: 'Call through this.method() within one object, or use this.outside().',
  DURABLE_OBJECT_LIMIT: 'Nothing was written. Production takes no more than this.',
}

export interface Advice {
  text: string
  /** The page's section. */
  section: string
}

export function adviceFor(code: string): Advice | undefined {
  const text = Object.hasOwn(advice, code) ? advice[code] : undefined
  return text ? { text, section: `docs/troubleshooting.md#${code.toLowerCase()}` } : undefined
}
