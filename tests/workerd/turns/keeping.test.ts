import { expect, test } from 'vitest'
import { messageOf, objectOf } from '../calls.ts'
import { expectMentions } from '../expect-error.ts'

const keeping = (name: string) => objectOf('Keeping', name)
const sources = ['init', 'start', 'handler']

test.each(sources)(
  'storage and SQL that were saved in %s act for the handler that runs',
  async (where) => {
    const stub = keeping(where)
    await stub.keep()
    await stub.writeThroughKept(where)
    expect(await stub.contents()).toMatchObject({
      keys: ['kv', 'put', 'storage', 'txn'],
      names: ['sql', 'prepared', 'inner'],
    })
  },
)

test('a library that gets ctx.storage in start works in every handler', async () => {
  expect(await keeping('library').addToStore('a')).toBe(1)
  expect(await keeping('library').addToStore('b')).toBe(2)
})

test.each(sources)(
  'a failed write through storage that was saved in %s fails the handler that runs',
  async (where) => {
    const stub = keeping(`fails ${where}`)
    await stub.keep()
    expect(await messageOf(stub.failThroughKept(where))).toMatch(/could not be cloned/)
    expect((await stub.contents()).list).toEqual([])
  },
)

test.each(sources)(
  'code of an ended handler cannot write through storage that was saved in %s',
  async (where) => {
    const stub = keeping(`late ${where}`)
    await stub.keep()
    await stub.writeLate(where)
    await stub.stay()
    expect(await stub.told()).toHaveLength(6)
    for (const message of await stub.told()) {
      expectMentions(message, "'writeLate' of Keeping", 'ended', 'this.transaction(')
    }
    expect(await stub.contents()).toEqual({ keys: [], names: [], list: [] })
  },
)
