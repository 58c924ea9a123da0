import { expect, test } from 'vitest'
import { messageOf, objectOf } from './calls.ts'

const classes = ['Reading', 'ReadingRows']

test.each(classes)('reads of %s run together, and see what was committed', async (className) => {
  const stub = objectOf(className, 'together')
  await stub.count()
  await stub.forget()
  const found = await Promise.all(['a', 'b', 'c'].map((label) => stub.together(label, 20)))
  expect(found.map(({ count }) => count)).toEqual([1, 1, 1])
  expect(found.at(-1).most).toBe(3)
})

test.each(classes)('a read of %s waits for one that changes something', async (className) => {
  const stub = objectOf(className, 'waits')
  await stub.forget()
  const all = await Promise.all([
    stub.together('a', 10),
    stub.count(10),
    stub.together('b', 10),
    stub.together('c', 10),
    stub.count(),
    stub.get(),
  ])
  expect(all.map((given) => given.count ?? given)).toEqual([0, 1, 1, 1, 2, 2])
})

test.each(classes)(
  'a new object of %s is made once by reads that come together',
  async (className) => {
    const stub = objectOf(className, 'new')
    const all = await Promise.all([stub.get(), stub.together('a', 1), stub.get()])
    expect(all[0]).toEqual({ items: ['a'], count: 0 })
    expect(all[2]).toEqual(all[0])
  },
)

const changes: [method: string, what: string, className?: string][] = [
  ['changesState', 'change state.items'],
  ['replacesState', 'change state'],
  ['putsKey', "put 'the key'"],
  ['putsKeyAtOnce', "put 'the key'"],
  ['deletesAll', 'call ctx.storage.deleteAll()'],
  ['setsAlarm', 'set the alarm'],
  ['broadcasts', 'call this.broadcast()'],
  ['changesOutside', 'change state'],
  ['callsAnother', 'change state'],
  ['insertsRow', 'run CREATE TABLE rows (id)', 'ReadingRows'],
  ['insertsWith', 'run WITH n(id) AS (VALUES (1)) INSERT INTO', 'ReadingRows'],
]

test.each(changes)('%s is refused: it cannot %s', async (method, what, only) => {
  for (const className of only ? [only] : classes) {
    const stub = objectOf(className, method)
    const before = await stub.get()
    const told = await messageOf(stub[method]())
    expect(told).toContain(
      `'${method}' of ${className} '${method}' is in calls.reads, so it cannot ${what}`,
    )
    expect(await stub.get()).toEqual(before)
    expect(await stub.count()).toBe(1)
  }
})

test.each(classes)('a read of %s may use transactions, fail, and go outside', async (className) => {
  const stub = objectOf(className, 'more')
  expect(await stub.inTransaction()).toBe(0)
  expect(await messageOf(stub.throws())).toBe('on purpose')
  const [seen] = await Promise.all([stub.goesOutside(), stub.count()])
  expect(seen).toEqual([0, 1])
})

test('a read selects rows', async () => {
  expect(await objectOf('ReadingRows', 'selects').selects()).toEqual([{ id: 1 }, { one: 1 }, 1])
})
