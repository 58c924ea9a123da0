import { live } from '@cloudwerk/core'
import { type DurableObjectClass, toDurableObjectClass } from '@cloudwerk/durable-object/runtime'
import { alarmClock, planner } from './alarms.ts'
import { keyValue, plain, sqlite } from './backend.ts'
import { defineBooks } from './books/books.ts'
import { defineCounter } from './counter.ts'
import { defineDeliveries } from './deliveries.ts'
import { document } from './document.ts'
import { defineGate } from './gate.ts'
import { defineJournal } from './journal.ts'
import { ledger } from './ledger.ts'
import { newcomer } from './newcomer.ts'
import { defineOnce } from './once.ts'
import { phoenix } from './phoenix.ts'
import { relay } from './relay.ts'
import { room } from './room.ts'
import { staged } from './staged.ts'
import { defineTicker } from './ticker.ts'
import { defineVault } from './vault.ts'

type Class = DurableObjectClass

export const AlarmClock: Class = toDurableObjectClass(alarmClock, { name: 'AlarmClock' })
export const Planner: Class = toDurableObjectClass(planner, { name: 'Planner' })
export const Document: Class = toDurableObjectClass(document, { name: 'Document' })
export const Ledger: Class = toDurableObjectClass(ledger, { name: 'Ledger' })
export const Newcomer: Class = toDurableObjectClass(newcomer, { name: 'Newcomer' })
export const Phoenix: Class = toDurableObjectClass(phoenix, { name: 'Phoenix' })
export const Relay: Class = toDurableObjectClass(relay, { name: 'Relay' })
export const Room: Class = toDurableObjectClass(room, { name: 'Room' })
export const Staged: Class = toDurableObjectClass(staged, { name: 'Staged' })

export const Books: Class = toDurableObjectClass(defineBooks(sqlite), { name: 'Books' })
export const Counter: Class = toDurableObjectClass(defineCounter(sqlite), { name: 'Counter' })
export const Deliveries: Class = toDurableObjectClass(defineDeliveries(sqlite), {
  name: 'Deliveries',
})
export const PlainDeliveries: Class = toDurableObjectClass(defineDeliveries(plain), {
  name: 'PlainDeliveries',
})
export const Gate: Class = toDurableObjectClass(defineGate(sqlite), { name: 'Gate' })
export const Journal: Class = toDurableObjectClass(defineJournal(sqlite), { name: 'Journal' })
export const FollowedJournal: Class = toDurableObjectClass(
  defineJournal(plain, { history: '15m' }),
  { name: 'FollowedJournal' },
)
export const Once: Class = toDurableObjectClass(defineOnce(sqlite), { name: 'Once' })
export const PlainOnce: Class = toDurableObjectClass(defineOnce(plain), { name: 'PlainOnce' })
export const KeyValueOnce: Class = toDurableObjectClass(defineOnce(keyValue), {
  name: 'KeyValueOnce',
})
export const Ticker: Class = toDurableObjectClass(defineTicker(sqlite), { name: 'Ticker' })
export const PlainTicker: Class = toDurableObjectClass(defineTicker(plain), { name: 'PlainTicker' })
export const Vault: Class = toDurableObjectClass(defineVault(sqlite), { name: 'Vault' })

export const PlainBooks: Class = toDurableObjectClass(defineBooks(plain), { name: 'PlainBooks' })

export const KeyValueBooks: Class = toDurableObjectClass(defineBooks(keyValue), {
  name: 'KeyValueBooks',
})
export const KeyValueCounter: Class = toDurableObjectClass(defineCounter(keyValue), {
  name: 'KeyValueCounter',
})
export const KeyValueGate: Class = toDurableObjectClass(defineGate(keyValue), {
  name: 'KeyValueGate',
})
export const KeyValueJournal: Class = toDurableObjectClass(defineJournal(keyValue), {
  name: 'KeyValueJournal',
})
export const KeyValueVault: Class = toDurableObjectClass(defineVault(keyValue), {
  name: 'KeyValueVault',
})

interface Method {
  (...args: unknown[]): Promise<unknown>
  once(key: string, ...args: unknown[]): Promise<unknown>
}

/**
 * `POST /Counter/name/increment` calls a method with JSON arguments, `…/increment?once=key` calls its `once`,
 * `/Gate/name` calls fetch, and `ws:…/FollowedJournal/name/live` opens the socket of a page.
 */
export default {
  async fetch(request: Request, env: Record<string, DurableObjectNamespace>): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    const [className = '', name = '', method] = pathname.slice(1).split('/')
    const key = searchParams.get('once')
    const stub = env[className]?.getByName(name)
    if (!stub) return new Response(`There is no class ${className}.`, { status: 404 })
    if (method === undefined) return stub.fetch(request)
    if (request.headers.has('Upgrade')) {
      return live(() => ({ object: stub, viewer: {} }))(request, {} as never)
    }
    try {
      // The name may be that of any method. The platform rejects a call of one that does not exist.
      const methods = stub as unknown as Record<string, Method>
      const args = await request.json<unknown[]>()
      const result = await (key === null
        ? methods[method]?.(...args)
        : methods[method]?.once(key, ...args))
      return Response.json({ result })
    } catch (error) {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
      return Response.json({ error: message }, { status: 500 })
    }
  },
}
