import { defineDurableObject } from '@cloudwerk/durable-object'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { caught, objectOf, restartObjects } from '../calls.ts'
import { deploy, keyOf, methods, type Run } from './objects/versioned.ts'

// biome-ignore lint/suspicious/noExplicitAny: whatever the function gives
const perform = (name: string, run: Run): Promise<any> =>
  objectOf('Versioned', name).perform(keyOf(run))

interface State {
  /** The keys that each version has added, with what its code has written there. */
  [key: `from${number}`]: number
  count: number
}

const tables = ['CREATE TABLE a (x)', 'CREATE TABLE b (x)', 'CREATE TABLE c (x)']

/** Which versions of the code can open what a version writes. */
const readsFrom: Record<number, number> = { 1: 1, 2: 1, 3: 3, 4: 3 }
/** How many tables a version has. Older code does not open an object with more. */
const sqlCount: Record<number, number> = { 1: 0, 2: 0, 3: 1, 4: 1 }
const versions = [1, 2, 3, 4]

function release(version: number): void {
  const steps = versions.filter((step) => step > 1 && step <= version)
  const migrate = Object.fromEntries(
    steps.map((step) => [
      step,
      (state: State) => void Object.assign(state, { [`from${step}`]: 0 }),
    ]),
  )
  const sql = tables.slice(0, sqlCount[version])
  const init = (): State => {
    const keys = steps.map((step) => [`from${step}`, 0])
    return { count: 0, ...Object.fromEntries(keys) }
  }
  const definition = defineDurableObject({
    ...{ sqlite: true, init, methods },
    versions: { version, readsFrom: readsFrom[version] ?? version, migrate, sql },
  } as never)
  deploy({ className: 'Versioned', definition })
}

const opens = (code: number, data: number): boolean =>
  code >= data || (readsFrom[data] ?? 0) <= code

const pairs = versions.flatMap((data) => versions.map((code) => [data, code] as const))

test.each(pairs)('data of version %i under code of version %i', async (data, code) => {
  const name = `pair ${data} ${code}`
  release(data)
  await restartObjects()
  await perform(name, (self) => self.state.count++)
  release(code)
  await restartObjects()
  const call = perform(name, (self) => ({ ...self.state }))
  if (!opens(code, data)) {
    expect(await caught(call)).toMatchObject({ code: 'DURABLE_OBJECT_NEWER_DATA', retryable: true })
    return
  }
  const keys = versions.filter((step) => step > 1 && step <= Math.max(code, data))
  expect(await call).toEqual({
    count: 1,
    ...Object.fromEntries(keys.map((step) => [`from${step}`, 0])),
  })
})

test('two builds that alternate lose no key, and refuse only what they must', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ code: fc.constantFrom(...versions), object: fc.nat({ max: 3 }) }), {
        minLength: 1,
        maxLength: 12,
      }),
      async (calls) => {
        run++
        const model = new Map<number, { data: number; written: Map<string, number> }>()
        for (const { code, object } of calls) {
          release(code)
          await restartObjects()
          const known = model.get(object) ?? { data: code, written: new Map() }
          const call = perform(`run ${run} ${object}`, (self) => {
            self.state.count++
            if (code > 1) self.state[`from${code}`]++
            return { ...self.state }
          })
          if (!opens(code, known.data)) {
            expect(await caught(call)).toMatchObject({ code: 'DURABLE_OBJECT_NEWER_DATA' })
            continue
          }
          known.data = Math.max(known.data, code)
          known.written.set('count', (known.written.get('count') ?? 0) + 1)
          const own = `from${code}`
          if (code > 1) known.written.set(own, (known.written.get(own) ?? 0) + 1)
          model.set(object, known)
          expect(await call).toMatchObject(Object.fromEntries(known.written))
        }
      },
    ),
    {
      numRuns: Number(process.env.RUNS || 15),
      ...(process.env.SEED && { seed: Number(process.env.SEED) }),
    },
  )
})
