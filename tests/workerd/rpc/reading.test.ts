import { expect, test } from 'vitest'
import { messageOf, objectOf } from '../calls.ts'
import { expectError } from '../expect-error.ts'

const classes = ['Reading', 'ReadingRows']

test.each(classes)('reads of %s run together, and see the committed state', async (className) => {
  const stub = objectOf(className, 'together')
  await stub.count()
  await stub.forget()
  const found = await Promise.all(['a', 'b', 'c'].map((label) => stub.together(label, 20)))
  expect(found.map(({ count }) => count)).toEqual([1, 1, 1])
  expect(found.at(-1).most).toBe(3)
})

test.each(classes)('a read of %s waits for a handler that changes something', async (className) => {
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
  'a new object of %s is created once by reads that arrive together',
  async (className) => {
    const stub = objectOf(className, 'new')
    const all = await Promise.all([stub.get(), stub.together('a', 1), stub.get()])
    expect(all[0]).toEqual({ items: ['a'], count: 0 })
    expect(all[2]).toEqual(all[0])
  },
)

const changes: [method: string, what: string, className?: string][] = [
  ['changesState', 'state.items'],
  ['replacesState', 'state'],
  ['putsKey', "'the key'"],
  ['putsKeyAtOnce', "'the key'"],
  ['deletesAll', 'ctx.storage.deleteAll()'],
  ['setsAlarm', 'the alarm'],
  ['broadcasts', 'this.broadcast()'],
  ['changesOutside', 'state'],
  ['callsAnother', 'state'],
  ['insertsRow', 'CREATE TABLE rows (id)', 'ReadingRows'],
  ['insertsWith', 'WITH n(id) AS (VALUES (1)) INSERT INTO', 'ReadingRows'],
]

test.each(changes)('%s is refused with an error that names %s', async (method, what, only) => {
  for (const className of only ? [only] : classes) {
    const stub = objectOf(className, method)
    const before = await stub.get()
    await expectError(stub[method](), {
      mentions: [`'${method}' of ${className} '${method}'`, 'calls.reads', what],
    })
    expect(await stub.get()).toEqual(before)
    expect(await stub.count()).toBe(1)
  }
})

test.each(classes)('a read of %s can use transactions, fail, and go outside', async (className) => {
  const stub = objectOf(className, 'more')
  expect(await stub.inTransaction()).toBe(0)
  expect(await messageOf(stub.throws())).toBe('on purpose')
  const [seen] = await Promise.all([stub.goesOutside(), stub.count()])
  expect(seen).toEqual([0, 1])
})

test('a read can select rows', async () => {
  expect(await objectOf('ReadingRows', 'selects').selects()).toEqual([{ id: 1 }, { one: 1 }, 1])
})
