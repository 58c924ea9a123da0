import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloudwerk, copyOf, makeApp, post, removeApp, serve, waitUntil } from './app.ts'

const app = {
  'app/objects/clock.ts': `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({
  init: () => ({ rung: 0 }),
  methods: {
    async ringAt(time: number) { await this.ctx.storage.setAlarm(time) },
  },
  alarm() { this.state.rung += 1; console.log('rang', this.name) },
})
`,
  'app/clock/[name]/route.ts': `import { json } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
export async function POST(request: Request, { params }: { params: { name: string } }) {
  const { at } = await request.json() as { at: number }
  await durableObjects.Clock.getByName(params.name).ringAt(at)
  return json({ set: true })
}
`,
}

let built: string

beforeAll(async () => {
  built = makeApp(app)
  expect(await cloudwerk(built, 'build')).toMatchObject({ code: 0 })
})
afterAll(() => removeApp(built))

const soon = 3_000
const later = Date.UTC(2100, 0, 1)

/** An app that was served before, and whose platform has lost all alarms since. */
async function withLostAlarms(): Promise<string> {
  const root = copyOf(built)
  const { url, stop } = await serve(root, 'start')
  const set = (name: string, at: number) =>
    fetch(`${url}/clock/${name}`, { method: 'POST', body: JSON.stringify({ at }) })
  await set('soon', Date.now() + soon)
  await set('later', later)
  await post(`${url}/api/counter/alice`)
  await stop()
  const objects = join(root, '.cloudwerk/data/objects/app-Clock')
  for (const file of readdirSync(objects)) {
    if (file.startsWith('metadata')) rmSync(join(objects, file))
  }
  return root
}

test('alarms that only the objects still know ring after objects repair-alarms', async () => {
  const root = await withLostAlarms()
  const { code, stdout } = await cloudwerk(root, 'objects', 'repair-alarms', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject([
    {
      className: 'Clock',
      objects: 2,
      alarms: expect.arrayContaining([{ id: expect.any(String), due: later, overdue: false }]),
    },
    { className: 'Counter', objects: 1, alarms: [] },
  ])
  const { output } = await serve(root, 'start')
  await waitUntil(() => output().includes('rang soon'))
  expect(output()).not.toContain('rang later')
})

test('start --repair-alarms does the same and reports what it found', async () => {
  const root = await withLostAlarms()
  const { output } = await serve(root, 'start', '--repair-alarms')
  expect(output()).toMatch(
    /Clock: 2 objects, 2 alarms set again(, 1 of them overdue)?\nCounter: 1 object, 0 alarms set again/,
  )
  await waitUntil(() => output().includes('rang soon'))
})

test('objects repair-alarms touches nothing while a server runs, and creates no folder', async () => {
  const root = copyOf(built)
  const nothing = await cloudwerk(root, 'objects', 'repair-alarms', '--data', 'mistyped')
  expect(nothing).toMatchObject({ code: 1, output: expect.stringContaining('There is no data in') })
  const { child } = await serve(root, 'start')
  const refused = await cloudwerk(root, 'objects', 'repair-alarms')
  expect(refused.code).toBe(1)
  expect(refused.output).toMatch(new RegExp(`\\b${child.pid}\\b`))
})
