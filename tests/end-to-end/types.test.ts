import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cloudwerk, copyApp, serve, waitUntil, writeFiles } from './app.ts'

const register = '.cloudwerk/types/register.d.ts'

test('an installed app is typed from the route to the method', async () => {
  const root = copyApp({
    'app/objects/cart.ts': `
      import { defineDurableObject } from '@cloudwerk/durable-object'
      export default defineDurableObject<{ items: string[] }>({
        init: () => ({ items: [] }),
        methods: {
          async add(item: string) { return this.state.items.push(item) },
        },
      })`,
  })
  expect(await cloudwerk(root, 'types', '--check')).toMatchObject({ code: 0 })
  expect(tsc(root)).toEqual({ code: 0, output: '' })

  writeFiles(root, {
    'app/api/cart/route.ts': `
      import { durableObjects } from '@cloudwerk/core/bindings'
      export const GET = async () => {
        await durableObjects.Cart.getByName('a').add(1)
        return Response.json(await durableObjects.Counter.getByName('a').increment('x'))
      }`,
  })
  expect(tsc(root).output).toMatch(/route\.ts\(4,.*'number'.*\n.*route\.ts\(5,.*'string'/)
})

test('build writes the types and warns about what the editor cannot see', async () => {
  const root = copyApp({
    'app/objects/counter.ts': `
      import { defineDurableObject } from '@cloudwerk/durable-object'
      export default defineDurableObject<{ value: number }>({
        methods: { async increment(by: number) { return this.tocuh(by) }, async getValue() {} },
      })`,
  })
  const { code, output } = await cloudwerk(root, 'build')
  expect(code).toBe(0)
  const warning = "app/objects/counter.ts:4:62\n  Property 'tocuh' does not exist"
  // Once, though each environment of the build has plugins of its own.
  expect(output.split(warning)).toHaveLength(2)
  expect(readFileSync(join(root, register), 'utf8')).toContain('readonly Counter:')
  expect(tsc(root)).toEqual({ code: 0, output: '' })
})

test('dev writes the types when objects are added or change', async () => {
  const root = copyApp()
  await serve(root, 'dev')
  await waitUntil(() => readFileSync(join(root, register), 'utf8').includes('readonly Counter:'))
  const room = (method: string) => `
    import { defineDurableObject } from '@cloudwerk/durable-object'
    export default defineDurableObject<{ a: 1 }>({ methods: { async ${method}() {} } })`
  writeFiles(root, { 'app/objects/chat-room.ts': room('enter') })
  const declarations = join(root, '.cloudwerk/types/app/objects/chat-room.d.ts')
  await waitUntil(() => existsSync(declarations))
  writeFiles(root, { 'app/objects/chat-room.ts': room('leave') })
  await waitUntil(() => readFileSync(declarations, 'utf8').includes('leave(): Promise<void>'))
})

function tsc(root: string): { code: number | null; output: string } {
  const options = { cwd: root, encoding: 'utf8' } as const
  const { status, stdout } = spawnSync('node_modules/.bin/tsc', options)
  return { code: status, output: stdout }
}
