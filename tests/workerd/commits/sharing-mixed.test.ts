import { expect, test } from 'vitest'
import { ask, everywhere, readEverywhere, writeEverywhere } from '../asking.ts'
import { messageOf, objectOf, restartObjects } from '../calls.ts'
import { Gate } from '../objects/gate.ts'
import type { Program } from '../objects/programmed.ts'
import { sleep } from '../objects/sleep.ts'
import { connect } from '../sockets/socket-client.ts'

// biome-ignore lint/suspicious/noExplicitAny: `this` of any handler
type Self = any

const change = (name: string): [string, string, string] => ['AskedRows', name, 'change']

/** Runs programs right after each other, so that quick ones share a transaction. */
async function together(name: string, programs: readonly Program[]): Promise<string[]> {
  // The runtime learns that the method ends at once although it awaits.
  for (let n = 0; n < 20; n++) await ask(change(name), ({ ctx }) => ctx.storage.get('none'))
  const gate = new Gate()
  // While a read runs, calls that write wait together.
  const read = ask(['AskedRows', name, 'read'], () => gate.pass())
  const calls = programs.map((program) => messageOf(ask(change(name), program)))
  // The calls have time to arrive. One that comes later shares less, but fails no test.
  await sleep(50)
  gate.open()
  await read
  return Promise.all(calls)
}

async function contentsOf(name: string) {
  const contents = await readEverywhere(name)
  await restartObjects()
  expect(await readEverywhere(name)).toEqual(contents)
  return contents
}

function put(text: string, ...queries: string[]): Program {
  return (self) => {
    writeEverywhere(self, text)
    for (const query of queries) self.ctx.sql.run(query)
    return text
  }
}

const putOff = 'PRAGMA defer_foreign_keys = ON'

test('a handler that defers its foreign keys does not affect handlers that share its transaction', async () => {
  const tables = ['CREATE TABLE parents (id INTEGER PRIMARY KEY)']
  tables.push('CREATE TABLE children (parent REFERENCES parents (id))')
  await ask(change('keys'), put('a', ...tables))
  const told = await together('keys', [
    put('b', putOff, 'INSERT INTO children VALUES (1)', 'INSERT INTO parents VALUES (1)'),
    put('refused at once', 'INSERT INTO children VALUES (2)'),
    put('c'),
    put('refused at the end', putOff, 'INSERT INTO children VALUES (3)'),
    put('d'),
    put('refused after that', 'INSERT INTO children VALUES (4)'),
    put('e', putOff, 'INSERT INTO children VALUES (1)'),
  ])
  const kept = told.map((text) => text.startsWith('no error'))
  expect(kept).toEqual([true, false, true, false, true, false, true])
  for (const n of [1, 3, 5]) expect(told[n]).toContain('FOREIGN KEY constraint failed')
  expect(await contentsOf('keys')).toEqual(everywhere('a', 'b', 'c', 'd', 'e'))
})

type Member = (text: string) => Program

/** Of a handler whose name begins with `fails`, nothing stays. */
const members: [string, Member][] = [
  ['quick', put],
  [
    'fails: throws',
    (text) => (self) => {
      put(text)(self)
      throw new Error('on purpose')
    },
  ],
  [
    'fails: refused',
    (text) => (self) => {
      put(text)(self)
      self.state.log.push(() => 1)
    },
  ],
  [
    'fails: cannot be sent',
    (text) => (self) => {
      put(text)(self)
      return Symbol('on purpose')
    },
  ],
  [
    'waits',
    (text) => async (self) => {
      put(text)(self)
      await sleep(2)
    },
  ],
  [
    'goes outside',
    (text) => async (self) => {
      put(text)(self)
      await self.outside(() => sleep(2))
    },
  ],
  [
    'calls sync',
    (text) => async (self) => {
      put(text)(self)
      await self.ctx.storage.sync()
    },
  ],
  [
    'undoes a part',
    (text) => async (self) => {
      const part = self.transaction(() => {
        put(`undone ${text}`)(self)
        self.broadcast(`undone ${text}`)
        throw new Error('on purpose')
      })
      await part.catch(() => put(text)(self))
    },
  ],
]

test('handlers that share a transaction are stored, answered and broadcast in order, or not at all', async () => {
  const { messages } = await connect(objectOf('AskedRows', 'mixed'))
  const all = Array.from({ length: 56 }, (_, n) => members[(n * 5) % members.length])
  const programs = all.map(
    ([, member], n): Program =>
      (self: Self) => {
        self.broadcast(`${n}`)
        return member(`${n}`)(self)
      },
  )
  const told = await together('mixed', programs)
  const kept = all.flatMap(([kind], n) => (kind.startsWith('fails') ? [] : [`${n}`]))
  expect(told.flatMap((text, n) => (text.startsWith('no error') ? [`${n}`] : []))).toEqual(kept)
  const contents = await readEverywhere('mixed')
  expect(contents.state.toSorted()).toEqual(kept.toSorted())
  expect(contents.rows).toEqual(contents.state)
  expect(contents.keys).toEqual(kept.toSorted())
  await expect.poll(() => messages.toSorted()).toEqual(kept.toSorted())
  await restartObjects()
  expect(await readEverywhere('mixed')).toEqual(contents)
})

test('a handler that never ends does not undo the handlers around it', async () => {
  const hang: Program = (self) => {
    put('hangs')(self)
    return new Promise(() => undefined)
  }
  const told = await together('hangs', [put('a'), put('b'), hang, put('c'), put('d')])
  expect(told[2]).toMatch(/AskedRows 'hangs'.* 1000 ms/)
  expect(told.filter((text) => text.startsWith('no error'))).toHaveLength(4)
  expect(await contentsOf('hangs')).toEqual(everywhere('a', 'b', 'c', 'd'))
})

test('a handler that deletes everything does not affect later handlers', async () => {
  const deleteAll: Program = (self) => {
    put('deleted')(self)
    return self.ctx.storage.deleteAll()
  }
  const told = await together('deletes', [put('a'), put('b'), deleteAll, put('c'), put('d')])
  expect(told.filter((text) => text.startsWith('no error'))).toHaveLength(5)
  expect(await contentsOf('deletes')).toEqual(everywhere('c', 'd'))
})
