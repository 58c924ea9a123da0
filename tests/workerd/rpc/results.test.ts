import { expect, test } from 'vitest'
import { caught, objectOf } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import { kinds } from './objects/results.ts'

/** These arrive from our objects, which turn them into plain data. */
const better = new Set(['an object without prototype'])
/** It cannot be told apart from one that can be sent. */
const unknown = new Set(['a Request with a signal'])

const limit = { objectName: 'Results', message: expect.stringContaining('32 MiB') }

/** Whether it arrives from a class that is written by hand. */
async function arrives(kind: string): Promise<boolean> {
  try {
    await objectOf('RawResults', 'raw').give(kind)
    return true
  } catch {
    return false
  }
}

test.each(Object.keys(kinds).filter((kind) => !unknown.has(kind)))(
  'a result arrives, or is refused before anything is stored: %s',
  async (kind) => {
    const stub = objectOf('Results', kind)
    if ((await arrives(kind)) || better.has(kind)) {
      await stub.give(kind)
      expect(await stub.given()).toBe(1)
      return
    }
    const error = await caught(stub.give(kind))
    const isLimit = error.code === 'DURABLE_OBJECT_LIMIT'
    expect(error).toMatchObject(isLimit ? limit : { objectName: 'Results', methodName: 'give' })
    expect(await stub.given()).toBe(0)
  },
)

test.each([
  ['a used Response', ['result is', 'Response', 'body']],
  ['a used Response within', ['result.list[0]', 'Response', 'body']],
  ['an AbortController', ['result is', 'AbortController', 'plain data']],
  ['arguments', ['result is', '`arguments`']],
  ['an RpcPromise within', ['result.value', 'promise', 'await']],
  ['a cancelled ReadableStream', ['result is', 'stream', 'read']],
  ['a text of 33 MiB', ['result', '32 MiB', 'stream']],
  ['an Error with fields that cannot be sent', ['result.f', 'symbol']],
])('a result that is refused says what and where: %s', async (kind, mentions) => {
  await expectError(objectOf('Results', 'says').give(kind), { mentions })
})

test.each(['used', 'locked'])(
  'a %s Response from fetch is refused before anything is stored',
  async (how) => {
    const stub = objectOf('Results', `fetch ${how}`)
    await expectError(stub.fetch(`http://object/${how}`), {
      mentions: [`'fetch' of Results 'fetch ${how}'`, 'Response', 'body'],
    })
    expect(await stub.given()).toBe(0)
    expect(await (await stub.fetch('http://object/fine')).text()).toBe('text of a body')
    expect(await stub.given()).toBe(1)
  },
)
