import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { silences } from '../workerd/rpc/objects/silences.ts'
import { cloudwerk, copyApp, type Server, serve, waitUntil } from './app.ts'

const source = (file: string) =>
  readFileSync(fileURLToPath(new URL(`../workerd/${file}`, import.meta.url)), 'utf8')

function copySilentApp(): string {
  return copyApp({
    'app/objects/silent.ts': source('rpc/objects/silence.ts')
      .replace('../../objects/sleep.ts', '../sleep.ts')
      .replace('export const silent =', 'export default'),
    'app/sleep.ts': source('objects/sleep.ts'),
    'app/api/silent/[method]/route.ts': `
import { durableObjects } from '@cloudwerk/core/bindings'
export async function GET(_request: Request, { params }: { params: { method: string } }) {
  const object = durableObjects.Silent.getByName(params.method) as any
  await object[params.method]()
  return new Response('called')
}
export async function POST() {
  void durableObjects.Silent.getByName('route').fail()
  await scheduler.wait(30)
  return new Response('called')
}`,
  })
}

const linesOf = (server: Server, method: string) =>
  server
    .output()
    .split('\n')
    .filter((line) => line.includes(`'${method}' of Silent '${method}'`))

/** Calls each of them twice, and waits until something was printed about each. */
async function callAll(server: Server): Promise<void> {
  for (const [method] of [...silences, ...silences]) {
    const response = await fetch(`${server.url}/api/silent/${method}`)
    expect(await response.text()).toBe('called')
  }
  await waitUntil(() => silences.every(([method]) => linesOf(server, method).length > 0))
}

test('start prints one line for each failure that would go unnoticed', async () => {
  const root = copySilentApp()
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  const server = await serve(root, 'start')
  await callAll(server)
  // A second line of a call would come before that of a later call.
  await fetch(`${server.url}/api/silent/x`, { method: 'POST' })
  await waitUntil(() => server.output().includes("A call to 'fail' of Silent failed while nothing"))
  for (const [method, message] of silences) {
    expect(linesOf(server, method)).toEqual([expect.stringMatching(message)])
  }
})

test('dev prints these lines with file and line number', async () => {
  const server = await serve(copySilentApp(), 'dev')
  await callAll(server)
  for (const [method, message] of silences) {
    const printed = linesOf(server, method)
    expect(printed).toEqual([expect.stringMatching(message)])
    expect(printed[0]).toMatch(/app\/objects\/silent\.ts:\d+:\d+\)$/)
  }
})
