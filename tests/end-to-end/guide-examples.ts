import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'vitest'
import { type Server, waitUntil } from './app.ts'
import { openSocket } from './open-socket.ts'

/** The running app of the guide's examples. */
export interface Page {
  server: Server
  mode: 'dev' | 'start'
  root: string
  /** Calls a method over HTTP; an error comes back as `{ failed }`. */
  call(object: string, name: string, method: string, ...args: unknown[]): Promise<unknown>
  post(path: string): Promise<unknown>
}

export interface Example {
  title: string
  modes?: Page['mode'][]
  use(page: Page): Promise<void>
  /** What must hold after kill -9 and a restart. */
  kept?(page: Page): Promise<void>
}

const history = (text: string) => ({ version: 1, content: text, author: 'ann' })

/** What each example must do, and what must survive a kill. */
export const examples: Example[] = [
  {
    title: '01, 02: the quick start counts',
    async use({ post }) {
      expect(await post('/api/counter/ann')).toEqual({ value: 5 })
      expect(await post('/api/counter/ann')).toEqual({ value: 10 })
    },
    async kept({ post }) {
      expect(await post('/api/counter/ann')).toEqual({ value: 15 })
    },
  },
  {
    title: '03: the counter with four methods',
    async use({ call }) {
      expect(await call('BasicCounter', 'a', 'increment', 7)).toBe(7)
      expect(await call('BasicCounter', 'a', 'decrement', 3)).toBe(4)
      expect(await call('BasicCounter', 'a', 'decrement', 30)).toBe(0)
      expect(await call('BasicCounter', 'a', 'increment')).toBe(1)
      expect(await call('BasicCounter', 'a', 'reset')).toBe(0)
      expect(await call('BasicCounter', 'a', 'increment', 2)).toBe(2)
    },
    async kept({ call }) {
      expect(await call('BasicCounter', 'a', 'getValue')).toBe(2)
    },
  },
  {
    title: '04: the session with a schema refuses what does not fit, and expires',
    async use({ call }) {
      expect(await call('SchemaSession', 's', 'getData')).toMatchObject({
        failed: { message: 'Session expired' },
      })
      await call('SchemaSession', 's', 'setUser', 'ann')
      expect(await call('SchemaSession', 's', 'setUser', 5)).toMatchObject({
        failed: { message: expect.stringContaining('userId') },
      })
      expect(await call('SchemaSession', 's', 'getData')).toMatchObject({ userId: 'ann', data: {} })
    },
    async kept({ call }) {
      expect(await call('SchemaSession', 's', 'getData')).toMatchObject({ userId: 'ann' })
    },
  },
  {
    title: '05: the cart keeps its items',
    async use({ call }) {
      await call('Cart', 'c', 'addItem', 'apple', 1)
      expect(await call('Cart', 'c', 'addItem', 'apple', 2)).toEqual([
        { productId: 'apple', quantity: 3 },
      ])
      expect(await call('BareCart', 'c', 'addItem', 'apple', 1)).toMatchObject({
        failed: { name: 'DurableObjectRPCError', methodName: 'addItem' },
      })
    },
    async kept({ call }) {
      expect(await call('Cart', 'c', 'getItems')).toEqual([{ productId: 'apple', quantity: 3 }])
    },
  },
  {
    title: '05, 06: the checkout writes to D1',
    modes: ['dev'],
    async use({ post, call, server }) {
      expect(await call('Cart', 'early', 'addItem', 'pear', 1)).toHaveLength(1)
      expect(await call('Cart', 'early', 'checkout')).toMatchObject({
        failed: { message: expect.stringContaining('no such table'), methodName: 'checkout' },
      })
      expect(await call('Cart', 'early', 'getItems')).toHaveLength(1)
      await post('/api/orders')
      expect(await post('/api/cart/ann')).toEqual({
        items: [{ productId: 'prod_123', quantity: 2 }],
        result: { success: true },
      })
      const orders = await fetch(`${server.url}/api/orders`)
      expect(await orders.json()).toEqual({ orders: 1 })
    },
    async kept({ call }) {
      expect(await call('Cart', 'ann', 'getItems')).toEqual([])
    },
  },
  {
    title: '07: preferences are keys',
    async use({ call }) {
      await call('UserPreferences', 'u', 'setPreference', 'gone', 1)
      await call('UserPreferences', 'u', 'clearPreferences')
      await call('UserPreferences', 'u', 'setPreference', 'theme', 'dark')
      await call('UserPreferences', 'u', 'setPreference', 'font', { size: 12 })
      expect(await call('UserPreferences', 'u', 'getPreference', 'theme')).toBe('dark')
    },
    async kept({ call }) {
      expect(await call('UserPreferences', 'u', 'getAllPreferences')).toEqual({
        'pref:theme': 'dark',
        'pref:font': { size: 12 },
      })
    },
  },
  {
    title: '08: the storage API, from get to deleteAll',
    async use({ call }) {
      // It ends with deleteAll, so the second run finds what the first one found.
      for (let time = 0; time < 2; time += 1) {
        expect(await call('StorageApi', 's', 'tryIt')).toEqual({
          value: { of: 'mine' },
          map: [['key1', 0]],
          entries: [['user:ann', 1]],
        })
      }
    },
  },
  {
    title: '09: a transfer is whole or not at all',
    async use({ call }) {
      await call('Bank', 'b', 'deposit', 'ann', 100)
      expect(await call('Bank', 'b', 'transfer', 'ann', 'bob', 30)).toBeNull()
      expect(await call('Bank', 'b', 'transfer', 'ann', 'bob', 300)).toMatchObject({
        failed: { message: 'Insufficient funds', methodName: 'transfer' },
      })
    },
    async kept({ call }) {
      expect(await call('Bank', 'b', 'balance', 'ann')).toBe(70)
      expect(await call('Bank', 'b', 'balance', 'bob')).toBe(30)
    },
  },
  {
    title: '10: analytics are rows of SQL',
    async use({ call }) {
      await call('Analytics', 'a', 'trackEvent', 'view', { page: '/' })
      await call('Analytics', 'a', 'trackEvent', 'view', { page: '/about' })
      await call('Analytics', 'a', 'trackEvent', 'click', {})
      expect(await call('Analytics', 'a', 'getRecentEvents', 1)).toHaveLength(1)
    },
    async kept({ call }) {
      const counts = await call('Analytics', 'a', 'getEventCounts', 0)
      expect(counts).toEqual([
        { name: 'click', count: 1 },
        { name: 'view', count: 2 },
      ])
    },
  },
  {
    title: '11: the chat room sends history, joins, messages and leaves',
    async use({ server, call }) {
      const room = `${server.url}/connect/ChatRoom/lobby`
      const ann = await openSocket(`${room}?username=ann`)
      expect(await ann.next()).toEqual({ type: 'history', messages: [] })
      const bob = await openSocket(`${room}?username=bob`)
      await bob.next()
      expect(await ann.next()).toMatchObject({ type: 'join', user: 'bob' })
      bob.send({ type: 'message', text: 'hello' })
      const message = { type: 'message', user: 'bob', text: 'hello' }
      expect(await ann.next()).toMatchObject(message)
      expect(await bob.next()).toMatchObject(message)
      const online = (await call('ChatRoom', 'lobby', 'getOnlineUsers')) as string[]
      expect(online.sort()).toEqual(['ann', 'bob'])
      await bob.close()
      expect(await ann.next()).toMatchObject({ type: 'leave', user: 'bob' })
      await ann.close()
      expect((await fetch(room)).status).toBe(426)
    },
    async kept({ server, call }) {
      const kept = [{ user: 'bob', text: 'hello', timestamp: expect.any(Number) }]
      expect(await call('ChatRoom', 'lobby', 'getRecentMessages')).toEqual(kept)
      const ann = await openSocket(`${server.url}/connect/ChatRoom/lobby?username=ann`)
      expect(await ann.next()).toEqual({ type: 'history', messages: kept })
      await ann.close()
    },
  },
  {
    title: '12: sockets are found by their tags',
    async use({ server }) {
      const socket = await openSocket(`${server.url}/connect/SocketApi/a`)
      expect(await socket.next()).toEqual({ all: 1, admins: 0, tags: ['tag1', 'tag2'] })
      await socket.close()
    },
  },
  {
    title: '13: the session sets its alarm in init',
    async use(page) {
      const { call } = page
      expect(await call('Session', 's', 'getData')).toEqual({})
      await waitUntil(() => countAlarms(page, 'Session') === 1)
    },
    async kept(page) {
      const { call } = page
      expect(countAlarms(page, 'Session')).toBe(1)
      expect(await call('Session', 's', 'getData')).toEqual({})
    },
  },
  {
    title: '13: an idle session deletes itself, with half a second for its half hour',
    async use(page) {
      const { call } = page
      expect(await call('QuickSession', 's', 'getData')).toEqual({})
      expect(countAlarms(page, 'QuickSession')).toBe(1)
      await waitUntil(() => countAlarms(page, 'QuickSession') === 0)
      expect(await call('QuickSession', 's', 'touch')).toBeNull()
      expect(countAlarms(page, 'QuickSession')).toBe(1)
    },
  },
  {
    title: '14: an alarm is set, read and deleted',
    async use({ call }) {
      const before = Date.now()
      // The platform treats a time in the past as now.
      expect(await call('AlarmApi', 'a', 'tryIt')).toBeGreaterThanOrEqual(before)
    },
  },
  {
    title: '15, 16: a counter that answers HTTP beside its methods',
    async use({ server, post, call }) {
      expect(await post('/api/via-fetch')).toEqual({ result: { value: 5 } })
      expect(await call('FetchCounter', 'my-counter', 'increment', 2)).toBe(7)
      const other = await fetch(`${server.url}/connect/FetchCounter/my-counter`)
      expect(other.status).toBe(404)
      expect(await other.text()).toBe('Not Found')
    },
    async kept({ post }) {
      expect(await post('/api/via-fetch')).toEqual({ result: { value: 12 } })
    },
  },
  {
    title: '17, 18: ids from names, strings and chance',
    async use({ server, post }) {
      expect(await post('/api/ids')).toEqual({ result: 'user-123-cart' })
      expect(await post('/api/id-properties')).toEqual({
        result: [expect.stringMatching(/^[0-9a-f]{64}$/), 'my-counter', true],
      })
      const refused = await fetch(`${server.url}/api/ids/as-written`, { method: 'POST' })
      expect(refused.status).toBe(500)
      await waitUntil(() => /64 hex.*getByName/.test(server.output()))
    },
  },
  {
    title: '19: the rate limiter lets exactly its limit through',
    async use({ call }) {
      const check = () => call('RateLimiter', 'r', 'check', 2, 60_000)
      expect(await check()).toMatchObject({ allowed: true, remaining: 1 })
      expect(await check()).toMatchObject({ allowed: true, remaining: 0 })
      expect(await check()).toMatchObject({ allowed: false, resetAt: expect.any(Number) })
      await call('RateLimiter', 'r', 'reset')
      expect(await check()).toMatchObject({ allowed: true, remaining: 1 })
    },
    async kept({ call }) {
      expect(await call('RateLimiter', 'r', 'check', 2, 60_000)).toMatchObject({ remaining: 0 })
    },
  },
  {
    title: '20: the document is edited by sockets and keeps its versions',
    async use({ server }) {
      const url = `${server.url}/connect/Document/d`
      const [ann, bob] = await Promise.all([openSocket(url), openSocket(url)])
      ann.send({ type: 'edit', operations: [{ insert: 'Hello' }], author: 'ann' })
      const state = { content: 'Hello', version: 1 }
      expect(await ann.next()).toEqual({ type: 'state', state })
      expect(await bob.next()).toEqual({ type: 'state', state })
      expect(await (await fetch(url)).json()).toEqual(state)
      await Promise.all([ann.close(), bob.close()])
    },
    async kept({ call }) {
      expect(await call('Document', 'd', 'getContent')).toEqual({ content: 'Hello', version: 1 })
      expect(await call('Document', 'd', 'getHistory')).toMatchObject([history('Hello')])
    },
  },
  {
    title: '21: an error arrives with its method',
    async use({ server, post }) {
      expect(await post('/api/errors')).toEqual({ result: 'answered' })
      await waitUntil(() => server.output().includes('RPC failed: increment The counter is full'))
    },
  },
]

/** How many alarms are stored for the objects of a class. */
function countAlarms({ root, mode }: Page, className: string): number {
  const data = join(root, mode === 'dev' ? '.wrangler/state/v3/do' : '.cloudwerk/data/objects')
  const folder = readdirSync(data).find((name) => name.endsWith(`-${className}`))
  if (!folder) return 0
  const database = new DatabaseSync(join(data, folder, 'metadata.sqlite'), { readOnly: true })
  try {
    const row = database.prepare('SELECT COUNT(*) AS alarms FROM _cf_ALARM').get()
    return Number(row?.alarms)
  } finally {
    database.close()
  }
}
