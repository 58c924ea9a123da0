import { expect, test } from 'vitest'
import { cloudwerk, copyApp, post, serve, waitUntil, writeFiles } from './app.ts'

const names = ['Map', 'Response', 'DurableObject', 'Object', 'Env', 'Promise']
const files = Object.fromEntries(
  ['map', 'response', 'durable-object', 'object', 'env', 'promise'].map((name) => [
    `app/objects/${name}.ts`,
    `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({
  init: () => ({ value: new Map() }),
  methods: {
    async add() { this.state.value.set('n', (this.state.value.get('n') ?? 0) + 1); return this.state.value.get('n') },
  },
})`,
  ]),
)
const route = `import { json } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
export async function POST(_request: Request, { params }: any) {
  return json(await durableObjects[params.name].getByName('x').add())
}`

test('objects named like globals work in dev and in start', async () => {
  const root = copyApp({ ...files, 'app/api/shadow/[name]/route.ts': route })
  const dev = await serve(root, 'dev')
  for (const name of names) expect(await post(`${dev.url}/api/shadow/${name}`)).toBe(1)
  dev.child.kill('SIGTERM')
  await dev.ended

  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  const start = await serve(root, 'start')
  for (const name of names) expect(await post(`${start.url}/api/shadow/${name}`)).toBe(1)
  for (const name of names) expect(await post(`${start.url}/api/shadow/${name}`)).toBe(2)
})

test('a file that only looks like a route or an object is reported, in build and dev', async () => {
  const missed = {
    'app/hello/routes.ts': 'export function GET() { return new Response() }',
    'app/object/room.ts': `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({})`,
  }
  const root = copyApp(missed)
  const built = await cloudwerk(root, 'build')
  expect(built.code).toBe(0)
  expect(built.output).toMatch(/app\/hello\/routes\.ts.* is not served.*\n.*app\/hello\/route\.ts/)
  expect(built.output).toMatch(/app\/object\/room\.ts.* is not used.*\n.*app\/objects\/room\.ts/)
  expect(built.output.match(/is not served/g)).toHaveLength(1)

  const dev = await serve(root, 'dev')
  expect(dev.output()).toMatch(/is not served[\s\S]*is not used|is not used[\s\S]*is not served/)
  writeFiles(root, { 'app/late/rout.ts': 'export const POST = () => new Response()' })
  await waitUntil(() => dev.output().includes('app/late/rout.ts exports route handlers'))
})
