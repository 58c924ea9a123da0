/** A room as pages see it: what the tests of `@cloudwerk/client` and of its adapters are served. */
export const liveApp: Record<string, string> = {
  'app/objects/room.ts': `import { defineDurableObject, UserError } from '@cloudwerk/durable-object'
import { number, text } from '../schemas'

interface Message { user: string; text: string; ip: string }

export default defineDurableObject({
  init: () => ({
    title: 'Lobby',
    messages: [] as Message[],
    seen: new Map<string, Date>(),
    banned: [] as string[],
    ticks: 0,
  }),
  methods: {
    async say(text: string) {
      const caller = this.ctx.caller
      const user = caller?.kind === 'live' ? (caller.viewer as { user: string }).user : 'nobody'
      this.state.messages.push({ user, text, ip: 'hidden' })
      this.state.seen.set(user, new Date(0))
      if (text === 'bad') throw new UserError('No.', { code: 'NO', data: { text } })
      return this.state.messages.length
    },
    async ban(user: string) {
      this.state.banned.push(user)
    },
    async tick(count: number) {
      for (let at = 0; at < count; at++) {
        this.state.ticks++
        await this.outside(() => Promise.resolve())
      }
    },
    async throws() {
      throw new Error('secret')
    },
  },
  live: {
    view: {
      title: true,
      messages: { last: 100, pick: ['user', 'text'] },
      seen: true,
      banned: { if: (viewer: { user: string }) => viewer.user === 'admin' },
      ticks: true,
    },
    calls: {
      say: [text],
      ban: { args: [text], if: (viewer: { user: string }) => viewer.user === 'admin' },
      tick: [number],
      throws: [],
    },
    presence: (viewer: { user: string }) => ({ user: viewer.user }),
  },
})
`,
  // Schemas as any library makes them.
  'app/schemas.ts': `import type { StandardSchemaV1 } from '@standard-schema/spec'

const schema = <T>(type: string): StandardSchemaV1<T> => ({
  '~standard': {
    version: 1,
    vendor: 'app',
    validate: (value) =>
      typeof value === type ? { value: value as T } : { issues: [{ message: 'expected a ' + type }] },
  },
})
export const text = schema<string>('string')
export const number = schema<number>('number')
`,
  'app/room/[id]/live/route.ts': `import { live } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

export const GET = live<{ id: string }>(({ request, params }) => {
  const user = new URL(request.url).searchParams.get('user')
  if (!user) return new Response(null, { status: 401 })
  return { object: durableObjects.Room.getByName(params.id), viewer: { user } }
})
`,
  'app/room/[id]/snapshot/route.ts': `import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

export async function GET(_request: Request, { params }: RouteContext<{ id: string }>) {
  const room = durableObjects.Room.getByName(params.id)
  const { view, label } = await room.liveSnapshot({ user: 'ann' })
  // JSON knows no Map.
  return json({ view: { ...view, seen: [...view.seen] }, label })
}
`,
}
