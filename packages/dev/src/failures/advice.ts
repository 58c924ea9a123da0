/** What to do about an error, by its code. The troubleshooting page has more. */
const advice: Record<string, string> = {
  DURABLE_OBJECT_RPC: 'A method threw. Its changes to the state are undone.',
  DURABLE_OBJECT_NOT_FOUND: 'The file app/objects/chat-room.ts is durableObjects.ChatRoom.',
  DURABLE_OBJECT_CONFIG: 'Change the definition as the message says.',
  DURABLE_OBJECT_STATE:
    'Nothing that this handler changed was stored. Keep only plain data in the state.',
  DURABLE_OBJECT_BUSY: 'Move slow work into await this.outside(() => …), or call again later.',
  DURABLE_OBJECT_DEADLOCK: 'Call through this.method() within one object, or use this.outside().',
  DURABLE_OBJECT_LIMIT: 'Nothing was written. In production the platform refuses more than this.',
}

const troubleshooting = 'node_modules/@cloudwerk/dev/docs/troubleshooting.md'

export interface Advice {
  text: string
  /** The section of the troubleshooting page, relative to the app: the package brings the docs along. */
  section: string
}

export function adviceFor(code: string): Advice | undefined {
  const text = Object.hasOwn(advice, code) ? advice[code] : undefined
  return text ? { text, section: `${troubleshooting}#${code.toLowerCase()}` } : undefined
}
