import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exportedNames } from './exported-names.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cloudwerk-exports-'))
})

afterEach(() => rmSync(root, { recursive: true }))

async function namesOf(files: Record<string, string>): Promise<string[] | undefined> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const names = await exportedNames(join(root, 'src/index.ts'), { root, classNames: ['Counter'] })
  return names && [...names].sort()
}

test('the objects of the app come with their module', async () => {
  expect(await namesOf({ 'src/index.ts': `export * from '@cloudwerk/dev/objects'` })).toEqual([
    'Counter',
  ])
})

test('classes of other files of the app are followed, types are not', async () => {
  const names = await namesOf({
    'src/index.ts': `export * from './rooms'
export { Hand as Other } from './hand.js'
export type { Shape } from './hand.js'
export class Own {}
export default {}`,
    'src/rooms/index.ts': `export * from '../index.ts'\nexport const a = 1, Room = class {}`,
  })
  expect(names).toEqual(['Other', 'Own', 'Room', 'a'])
})

test('what comes from a package is not known', async () => {
  expect(await namesOf({ 'src/index.ts': `export * from 'some-package'` })).toBeUndefined()
})
