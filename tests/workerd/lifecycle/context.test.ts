import { runInDurableObject } from 'cloudflare:test'
import type { ObjectContext } from '@cloudwerk/durable-object'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { messageOf, objectOf } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import type { Program } from '../objects/programmed.ts'
import { perform } from '../programs.ts'

/** Members of the platform that handlers do not have, with the word that their refusal has. */
const refused = {
  blockConcurrencyWhile: 'start()',
  setHibernatableWebSocketEventTimeout: 'limits: { holdLimit }',
}

/** The names of what the platform has there, its own and inherited. */
function membersOf(object: object): string[] {
  const names: string[] = []
  for (let one = object; one !== Object.prototype; one = Object.getPrototypeOf(one)) {
    names.push(...Object.getOwnPropertyNames(one).filter((name) => name !== 'constructor'))
  }
  return names
}

/** What a handler reaches, and where the platform has it. */
const places: Record<string, (ctx: DurableObjectState) => object> = {
  ctx: (ctx) => ctx,
  'ctx.id': ({ id }) => id,
  'ctx.storage': ({ storage }) => storage,
  'ctx.storage.kv': ({ storage }) => storage.kv,
  'ctx.storage.sql': ({ storage }) => storage.sql,
  'ctx.facets': ({ facets }) => facets,
}

describe('what the platform has', () => {
  test.each(Object.keys(places))('at %s, handlers have, or it is refused', async (place) => {
    const at = places[place] ?? Object
    const stub = objectOf('Programmed', 'context')
    await stub.read()
    const members = await runInDurableObject(stub, (_object, ctx) => membersOf(at(ctx)))
    expect(members.length).toBeGreaterThan(3)
    const missing = await perform(['Programmed', 'context'], ({ ctx }) => {
      const own = at(ctx)
      return members.filter((name) => !(name in own))
    })
    expect(missing).toEqual([])
  })

  test('of a transaction, handlers have', async () => {
    const stub = objectOf('ProgrammedWithoutSql', 'context')
    await stub.read()
    const members = await runInDurableObject(stub, (_object, { storage }) =>
      storage.transaction(async (txn) => membersOf(txn)),
    )
    expect(members.length).toBeGreaterThan(7)
    const missing = await perform(['ProgrammedWithoutSql', 'context'], ({ ctx }) =>
      ctx.storage.transaction((txn: object) => members.filter((name) => !(name in txn))),
    )
    expect(missing).toEqual([])
  })

  test('is refused in a transaction: deleteAll', async () => {
    const deleting: Program = ({ ctx }) =>
      // biome-ignore lint/suspicious/noExplicitAny: the types do not have it
      ctx.storage.transaction((txn: any) => txn.deleteAll())
    await expectError(perform(['ProgrammedWithoutSql', 'deletes'], deleting), {
      mentions: ['deleteAll()', 'in a transaction', 'after it'],
    })
  })

  test('is in the types', () => {
    expectTypeOf<Exclude<keyof DurableObjectState, keyof ObjectContext>>().toBeNever()
    // What takes the platform's own context takes ours.
    expectTypeOf<ObjectContext>().toExtend<DurableObjectState>()
    expectTypeOf<Parameters<ObjectContext['blockConcurrencyWhile']>>().toEqualTypeOf<[never]>()
  })

  test.each(Object.entries(refused))('is refused with a reason: %s', async (name, mention) => {
    await expectError(
      perform(['Programmed', 'refused'], ({ ctx }) => ctx[name](async () => 1)),
      { mentions: [`this.ctx.${name}`, mention] },
    )
  })

  test('and this version does not know is refused when it is used', async () => {
    const stub = objectOf('ProgrammedWithoutSql', 'novelty')
    await stub.read()
    await runInDurableObject(stub, (_object, ctx) => void Object.assign(ctx, { novelty: 1 }))
    await expectError(
      perform(['ProgrammedWithoutSql', 'novelty'], ({ ctx }) => ctx.novelty),
      { mentions: ['this.ctx.novelty', 'newer'] },
    )
    const others: Program = ({ ctx }) => [ctx.unknown, 'novelty' in ctx, String(ctx), ctx.then]
    expect(await perform(['ProgrammedWithoutSql', 'novelty'], others)).toEqual([
      undefined,
      false,
      '[object Object]',
      undefined,
    ])
  })
})

test('props, the container and the limit of socket handlers are those of the platform', async () => {
  const read: Program = ({ ctx }) => [
    ...[ctx.props, ctx.container, ctx.getHibernatableWebSocketEventTimeout()],
  ]
  expect(await perform(['ProgrammedWithoutSql', 'props'], read)).toEqual([{}, undefined, null])
})

describe.each(['Programmed', 'ProgrammedAtOnce', 'ProgrammedWithoutSql'])(
  'a facet of a %s',
  (name) => {
    const add: Program = ({ ctx }) => {
      const facet = ctx.facets.get('counter', () => ({ class: ctx.exports.Tested }))
      return facet.add(2)
    }

    test('is called from a handler, and keeps what it has stored', async () => {
      const at: [string, string] = [name, 'facets']
      const twice: Program = async (self) => {
        self.state.log.push('added')
        await add(self)
        return add(self)
      }
      expect(await perform(at, twice)).toBe(4)
      const failing: Program = async (self) => {
        await add(self)
        throw new Error('on purpose')
      }
      expect(await messageOf(perform(at, failing))).toBe('on purpose')
      await perform(at, ({ ctx }) => ctx.facets.abort('counter', new Error('on purpose')))
      expect(await perform(at, add)).toBe(8)
      await perform(at, ({ ctx }) => ctx.facets.delete('counter'))
      expect(await perform(at, add)).toBe(2)
    })
  },
)

test('a type of the platform is recognised', async () => {
  const is: Program = ({ ctx }) => {
    const { sql } = ctx.storage
    return sql.exec('SELECT 1') instanceof sql.Cursor
  }
  expect(await perform(['Programmed', 'cursor'], is)).toBe(true)
})
