import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { objectOf } from '../calls.ts'
import { join, open, type Page } from './page.ts'

/** `RUNS=2000 SEED=7` tries more and other pages. A failure shows what its page has sent. */
const numRuns = Number(process.env.RUNS) || 150
const seed = Number(process.env.SEED) || 1
const className = 'LiveRoom'
const at: [string, string] = [className, 'fuzz']

const names = fc.constantFrom(
  ...['say', 'setTitle', 'sayTwice', 'hold2', 'whoCalls', 'unsendable', 'failAfterChange'],
  ...['constructor', '__proto__', 'toString', 'hasOwnProperty', 'then', 'state', 'fetch', ''],
)
const numbers = fc.constantFrom(0, 1, 2, 7, 64, 65, 1e9, 2 ** 53 - 1, 2 ** 53, 1e308, -1, -0, 0.5)
const tags = fc
  .tuple(
    fc.constantFrom('u', 'f', 'i', 'd', 'r', 'b', 'm', 's', 'o', 'n', 'h', 'c', 'L', '', 'zz'),
    fc.array(
      fc.oneof(
        fc.jsonValue({ maxDepth: 1 }),
        numbers,
        fc.constantFrom('__proto__', 'Uint8Array', '(a+)+$', 'NaN', 'AAAA', 'a', '$'),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([tag, rest]) => ({ $: [tag, ...rest] }))
const values = fc.oneof(fc.jsonValue({ maxDepth: 3 }), numbers, tags, fc.array(tags), names)
const objects = fc.dictionary(
  fc.constantFrom('client', 'label', 'hash', 'presence', 'version', '__proto__', '$'),
  values,
)
const client = fc.constantFrom('0'.repeat(32), 'f'.repeat(32), 'F'.repeat(32), '0'.repeat(31))
const hello = fc
  .tuple(client, objects)
  .map(([client, more]) => ['hello', { client, ...more }] as unknown[])
const labels = fc.tuple(fc.oneof(values, fc.constant('epoch')), values, values)
const nested = fc
  .integer({ min: 1, max: 3_000 })
  .map((levels) => `["call",1,"say",${'['.repeat(levels)}${']'.repeat(levels)}]`)

const text = (message: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
  message.map((each) => JSON.stringify(each))
const id = fc.integer({ min: 1, max: 99 })

/** What a page may say, though not like this. */
const wellFormed = fc.oneof(
  text(fc.tuple(id, names, fc.array(values, { maxLength: 3 })).map((rest) => ['call', ...rest])),
  text(values.map((value) => ['presence', value])),
  text(fc.constant(['next'])),
  text(fc.tuple(fc.oneof(labels, values), values).map((rest) => ['sync', ...rest])),
)

const frame: fc.Arbitrary<string | ArrayBuffer> = fc.oneof(
  { weight: 30, arbitrary: wellFormed },
  text(hello),
  text(fc.tuple(fc.oneof(numbers, values), names, values).map((rest) => ['call', ...rest])),
  text(objects.map((value) => ['presence', value])),
  text(fc.oneof(numbers, values).map((count) => ['ack', count])),
  text(fc.array(values)),
  text(values),
  nested,
  fc.string(),
  fc.constantFrom('[', '[]', '[[]]', 'null', '', '["hello"]', 'x'.repeat(70_000), 'cloudwerk:ping'),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => bytes.slice().buffer),
)

/** What no page may learn: hidden fields, what errors say, and where they were thrown. */
const secret = /mallory|"secret"|house|\bat [^"]*\.[jt]s:\d|node_modules/

test('an object survives whatever pages send, and tells them nothing that they may not see', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const witness = await join(at)
  witness.acknowledges = true
  const stub = objectOf(...at)
  let [sent, closed] = [0, 0]
  const check = fc.asyncProperty(
    fc.nat(9).map((number) => number > 0),
    fc.array(frame, { minLength: 1, maxLength: 25 }),
    async (greets, frames) => {
      const page = await open(at, { viewer: { user: 'fuzz' } })
      if (greets) page.hello()
      for (const each of frames) trySend(page, each)
      sent += frames.length
      // It has heard all of them by then.
      const title = `title ${sent}`
      await stub.setTitle(title)
      await expect.poll(() => witness.state).toMatchObject({ title })
      if (page.isClosed) closed += 1
      else page.socket.close(1000)
      expect(JSON.stringify(page.messages)).not.toMatch(secret)
    },
  )
  await fc.assert(check, { numRuns, seed, endOnFailure: true })
  // The same instance has sent it frames alone.
  expect(witness.misfits).toBe(0)
  expect(witness.of('view')).toHaveLength(1)
  expect(witness.of('same')).toEqual([])
  expect(JSON.stringify(witness.messages)).not.toMatch(secret)
  expect(closed).toBeGreaterThan(numRuns / 10)
  expect(closed).toBeLessThan(numRuns)
  witness.send('call', 1, 'whoCalls', [])
  expect(await witness.answer(1)).toEqual(['result', { kind: 'live', viewer: { user: 'ann' } }])
})

function trySend(page: Page, frame: string | ArrayBuffer): void {
  // It may be closed by now.
  if (page.socket.readyState === WebSocket.READY_STATE_OPEN) page.socket.send(frame)
}
