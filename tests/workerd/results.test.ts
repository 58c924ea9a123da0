import { expect, test } from 'vitest'
import { caught, objectOf } from './calls.ts'
import { kinds } from './objects/results.ts'

/** Ours arrive: they become plain data. */
const better = new Set(['an object without prototype'])
/** Nothing tells it from one that is sent. */
const unknown = new Set(['a Request with a signal'])

/** Whether a hand-written class gets it to its caller. */
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
    const own = { objectName: 'Results', methodName: 'give' }
    expect(error).toMatchObject(error.code === 'DURABLE_OBJECT_LIMIT' ? {} : own)
    expect(await stub.given()).toBe(0)
  },
  30_000,
)

test.each([
  ['a used Response', /: result is a Response whose body was read already\. Return/],
  ['a used Response within', /: result\.list\[0\] is a Response whose body/],
  ['an AbortController', /: result is an instance of AbortController\. Return plain data/],
  ['arguments', /: result is an `arguments` object\./],
  ['an RpcPromise within', /: result\.value is a promise\. .*await what is a promise/],
  ['a cancelled ReadableStream', /: result is a stream that was read\./],
  ['a text of 33 MiB', /^The result takes over 32 MiB, .* in parts, or as a stream/],
  ['an Error with fields that cannot be sent', /: result\.f is a symbol\./],
])('a result that is refused says what and where: %s', async (kind, message) => {
  expect((await caught(objectOf('Results', 'says').give(kind))).message).toMatch(message)
})

test.each(['used', 'locked'])(
  'a %s Response of fetch is refused before anything is stored',
  async (how) => {
    const stub = objectOf('Results', `fetch ${how}`)
    const { message } = await caught(stub.fetch(`http://object/${how}`))
    expect(message).toMatch(/'fetch' of Results .* returned a Response whose body was read already/)
    expect(await stub.given()).toBe(0)
    expect(await (await stub.fetch('http://object/fine')).text()).toBe('text of a body')
    expect(await stub.given()).toBe(1)
  },
)
