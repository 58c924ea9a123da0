import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { guideApp } from '../end-to-end/guide-app.ts'
import { check, compilerVersions } from './compilers.ts'
import { copyFixture, makeApp, types } from './fixture.ts'

// In the fixtures, @ts-expect-error marks each line that must not compile.
test.for([
  ['forms', 'state, env, methods and stubs are typed for each form of a definition'],
  ['ring', "objects that call each other know each other's types"],
  ['writing', 'a definition can be written and exported in any way'],
  ['keys', 'keys that name methods do not affect inference, and a wrong key is a single error'],
  ['memory', 'this.memory is typed in every handler, and unknown fields of this are errors'],
  ['sockets', 'what accept gives and messages declare is typed in the handlers of sockets'],
  ['middleware', 'routes know the parameters of their path and what middleware has set'],
  ['results', 'a result has the type that the caller receives, or an error type'],
])('%s: %s', async ([fixture = '']) => {
  const root = copyFixture(fixture)
  expect(await types(root, '--check')).toMatchObject({ code: 0 })
  for (const version of compilerVersions) expect(await check(root, version)).toBe('')
})

test('sockets: what a definition with an explicit state cannot infer is checked all the same', async () => {
  const wrong = `
    import { defineDurableObject } from '@cloudwerk/durable-object'
    import { z } from 'zod'
    export default defineDurableObject<{ highest: number }>({
      sockets: {
        accept: () => ({ data: { name: 'ann' } }),
        messages: { bid: z.object({ amount: z.number() }) },
      },
      webSocketMessage(socket, message) {
        this.state.highest = message.amuont
        socket.data = { nmae: '' }
      },
    })`
  const root = copyFixture('sockets', { files: { 'app/objects/wrong.ts': wrong } })
  const { code, output } = await types(root, '--check')
  expect(code).toBe(1)
  expect(output).toMatch(/wrong\.ts:10:\d+\s.*'amuont'[\s\S]*wrong\.ts:11:\d+\s.*'nmae'/)
})

test.for(['typescript', 'typescript-5'])(
  'live: what pages see and call is typed, in the object and in pages, which know no types of Workers (%s)',
  async (typescript) => {
    const root = copyFixture('live', { typescript })
    expect(await types(root, '--check')).toMatchObject({ code: 0 })
    for (const version of compilerVersions) {
      expect(await check(root, version)).toBe('')
      expect(await check(join(root, 'page'), version)).toBe('')
    }
    const written = readFileSync(join(root, '.cloudwerk/types/client.d.ts'), 'utf8')
    expect(written).not.toMatch(/import\(|ip: string|email/)
  },
)

test('an app with TypeScript 5.9 gets the same types', async () => {
  const root = copyFixture('forms', { typescript: 'typescript-5' })
  expect(await types(root, '--check')).toMatchObject({ code: 0 })
  for (const version of compilerVersions) expect(await check(root, version)).toBe('')
})

test('every example of the guide type-checks', async () => {
  const root = makeApp(guideApp())
  expect(await types(root, '--check')).toMatchObject({ code: 0 })
  for (const version of compilerVersions) expect(await check(root, version)).toBe('')
})

test('a result that cannot be sent is a type error where the method is called', async () => {
  const route = `
    import { durableObjects } from '@cloudwerk/core/bindings'
    export const GET = async () => Response.json(
      await durableObjects.Source.getByName('a').money())`
  const root = copyFixture('results', { files: { 'app/api/route.ts': route } })
  await types(root)
  for (const version of compilerVersions) {
    expect(await check(root, version)).toContain("Type 'ResultCannotBeSent<Money>'")
  }
})

test('before types are generated, every name and method is accepted', async () => {
  const route = `
    import type { RouteContext } from '@cloudwerk/core'
    import { durableObjects } from '@cloudwerk/core/bindings'
    export async function GET(_request: Request, { env }: RouteContext) {
      const stub = durableObjects.Anything.getByName('a')
      const platform: DurableObjectStub = stub
      return Response.json([await stub.whatever(1, 'x'), env.ANYTHING.value, platform.name])
    }`
  const files = { 'app/api/route.ts': route, 'app/objects/broken.ts': 'export default 1' }
  const root = copyFixture('ring', { files })
  // The error in the app stops the generation, but the file that tsconfig.json extends is written.
  expect(await types(root)).toMatchObject({ code: 1 })
  for (const version of compilerVersions) expect(await check(root, version)).toBe('')
})

test('the classes of the objects have types, for a Worker with its own main', async () => {
  const main = `
    import { Counter, Nothing } from '@cloudwerk/dev/objects'
    export const made: DurableObject = new Counter({} as DurableObjectState, {})`
  const counter = `
    import { defineDurableObject } from '@cloudwerk/durable-object'
    export default defineDurableObject({ init: () => ({ value: 0 }) })`
  const root = makeApp({ 'app/main.ts': main, 'app/objects/counter.ts': counter })
  await types(root)
  for (const version of compilerVersions) {
    const problems = await check(root, version)
    expect(problems).toMatch(/app\/main\.ts.*2:.*has no exported member 'Nothing'|2305.*Nothing/)
    expect(problems).not.toContain('Counter')
  }
})
