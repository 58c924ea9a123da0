import { expect, test } from 'vitest'
import { caught, objectOf, restartObjects } from '../calls.ts'
import { expectError } from '../expect-error.ts'

const limits = (name: string) => objectOf('Limits', name)

function nest(levels: number, wrap: (child: unknown) => unknown): unknown {
  let value: unknown = 'end'
  for (let level = 0; level < levels; level++) value = wrap(value)
  return value
}

test.each<[string, (child: unknown) => unknown]>([
  ['objects', (child) => ({ child })],
  ['arrays', (child) => [child]],
  ['Maps', (child) => new Map([['child', child]])],
  ['Sets', (child) => new Set([child])],
  ['objects that cannot be encoded as JSON', (child) => ({ child, none: undefined })],
])('nested %s can be sent, stored and read up to the limit', async (name, wrap) => {
  await limits(name).put('deep', nest(499, wrap))
  await expectError(limits(name).put('deep', nest(500, wrap)), {
    code: 'DURABLE_OBJECT_STATE',
    path: expect.stringMatching(/^state\.deep/),
    mentions: ['state.deep', '500'],
  })
  await restartObjects()
  expect(await limits(name).read('deep')).toEqual(nest(499, wrap))
  expect((await limits(name).readAll()).parts[0].deep).toEqual(nest(499, wrap))
  expect(await limits(name).stringify()).toBeGreaterThan(5)
  await limits(name).remove('deep')
  expect((await limits(name).readAll()).all).toEqual({})
})

test('a state that grows level by level is refused at the same depth', async () => {
  expect(await limits('growing').growUntilRefused()).toBe(500)
  await restartObjects()
  expect(await limits('growing').stringify()).toBeGreaterThan(499 * 10)
  expect(Object.keys((await limits('growing').readAll()).all)).toEqual(['child'])
  await limits('growing').put('child', 1)
  expect((await limits('growing').readAll()).all).toEqual({ child: 1 })
})

test('arrays with too many holes and keys that are too long are refused, with their path', async () => {
  const sparse: unknown[] = []
  sparse[5_000_000] = 'x'
  const long = 'k'.repeat(1_950_000)
  for (const [value, path] of [
    [sparse, 'state.x'],
    [new Array(4_294_967_295), 'state.x'],
    [{ byId: sparse }, 'state.x.byId'],
    [new Map([[long, 1]]), 'state.x.keys()'],
    [new Set([long]), 'state.x.values()'],
    [{ [long]: 1 }, 'state.x["kkk'],
  ] as const) {
    const error = await caught(limits('refusing').put('x', value))
    expect(error).toMatchObject({ code: 'DURABLE_OBJECT_STATE' })
    expect(error.path.startsWith(path), error.path).toBe(true)
  }
  expect((await limits('refusing').readAll()).all).toEqual({})
})

// Each would take minutes if all keys had one hash, as they do in a Map of this V8.
test.each([
  [40_000, 65_536],
  [200_000, 16_384],
])('%i keys that are multiples of %i are stored and read in time', async (count, factor) => {
  const name = `keys ${count}`
  // Until the handler ends, values that it assigned are mirrored in its own Map.
  await limits(name).putKeys(0, factor)
  await limits(name).putKeys(count, factor)
  await restartObjects()
  expect(await limits(name).changeKey(String(5 * factor))).toEqual([count, true, count])
})
