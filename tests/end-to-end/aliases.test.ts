import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cloudwerk, copyApp, serve } from './app.ts'

const files = {
  'tsconfig.json': `{
  // The tsconfig.json that people write, without the tests.
  "extends": "./config/base.json",
  "include": ["app", "src"],
}`,
  'config/base.json': `{
  "extends": "../.cloudwerk/tsconfig.json",
  "compilerOptions": {
    "paths": { "@/*": ["../app/*", "../src/*"], "answer": ["../src/answer.ts"] }
  }
}`,
  'src/ending.ts': `export const ending = '!'\n`,
  'src/answer.ts': 'export const answer: number = 42\n',
  'app/lib/rooms.ts': `import { ending } from '@/ending'
export interface Room { title: string }
export const withEnding = (name: string): string => name + ending
`,
  // Its state type is named, so its types are generated from a copy in another folder.
  'app/objects/room.ts': `import { defineDurableObject } from '@cloudwerk/durable-object'
import { withEnding, type Room } from '@/lib/rooms'
import { answer } from 'answer'
export default defineDurableObject<Room>({
  init: () => ({ title: withEnding('room') }),
  methods: { async read() { return this.state.title + answer } },
})
`,
  'app/room/route.ts': `import { durableObjects } from '@cloudwerk/core/bindings'
import { withEnding } from '@/lib/rooms'
export async function GET() {
  const text: string = await durableObjects.Room.getByName('a').read()
  return new Response(withEnding(text))
}
`,
  'vitest.config.ts': `import { cloudwerk } from '@cloudwerk/dev/vite'
import { defineConfig } from 'vitest/config'
export default defineConfig({ plugins: [cloudwerk()] })
`,
  'tests/room.test.ts': `import { durableObjects } from '@cloudwerk/core/bindings'
import { expect, test } from 'vitest'
import { withEnding } from '@/lib/rooms'
test('aliases', async () => {
  expect(withEnding(await durableObjects.Room.getByName('a').read())).toBe('room!42!')
})
`,
}

test('the paths of tsconfig.json lead to the same files everywhere', async () => {
  const root = copyApp(files)
  const types = await cloudwerk(root, 'types', '--check')
  expect(types.output).not.toContain('Cannot find module')
  expect(types.code).toBe(0)
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', root], { stdio: 'pipe' })

  const dev = await serve(root, 'dev')
  expect(await (await fetch(`${dev.url}/room`)).text()).toBe('room!42!')
  await dev.stop()
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  const start = await serve(root, 'start')
  expect(await (await fetch(`${start.url}/room`)).text()).toBe('room!42!')

  const vitest = join(root, 'node_modules/.bin/vitest')
  // As in a terminal: without the environment of this test.
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV)/.test(name))
  const env = Object.fromEntries(own)
  execFileSync(vitest, ['run', 'tests/room.test.ts'], { cwd: root, stdio: 'pipe', env })
})
