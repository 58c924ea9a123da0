import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findNearMisses } from './near-misses.ts'

const route = 'export async function GET() { return new Response() }'
const object = `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({})`

function find(files: Record<string, string>): Promise<[file: string | undefined, hint: string][]> {
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-near-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  return findNearMisses(root).then((found) => found.map(({ file, hint = '' }) => [file, hint]))
}

test.each([
  ['app/routes.ts', route, 'app/route.ts'],
  ['app/api/Routes.js', route, 'app/api/route.js'],
  ['app/api/rotue.ts', route, 'app/api/route.ts'],
  ['app/api/router.ts', 'export const POST = () => new Response()', 'app/api/route.ts'],
  ['app/object/room.ts', object, 'app/objects/room.ts'],
  ['app/Objects/room.ts', object, 'app/objects/room.ts'],
  ['app/objects/chat/room.mts', object, 'app/objects/room.mts'],
  ['app/room.ts', object, 'app/objects/room.ts'],
  ['objects/room.ts', object, 'app/objects/room.ts'],
  ['durable-objects/room.ts', object, 'app/objects/room.ts'],
])('%s is reported as ignored', async (file, text, suggestion) => {
  expect(await find({ [file]: text })).toEqual([[file, expect.stringContaining(suggestion)]])
})

test('a file in its place, a private one, a test and a helper are not', async () => {
  expect(
    await find({
      'app/route.ts': route,
      'app/objects/room.ts': object,
      'app/_lib/routes.ts': route,
      'app/_routes.ts': route,
      'app/routes.test.ts': route,
      'app/lib/routes.ts': 'export const routes = ["/"]',
      'app/lib/handlers.ts': route,
      'app/lib/make-room.ts': 'export const makeRoom = () => defineDurableObject({})',
      'app/objects/routes.ts': object,
      'app/readme.md': route,
    }),
  ).toEqual([])
})
