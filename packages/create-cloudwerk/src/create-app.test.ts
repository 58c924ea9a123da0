import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createApp } from './create-app.ts'

let base: string

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'create-cloudwerk-'))
})
afterEach(() => rm(base, { recursive: true }))

test('a new app has its name, its versions and a .gitignore', async () => {
  const folder = join(base, 'shop')
  await createApp({ folder })
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const own = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
  expect(manifest.name).toBe('shop')
  expect(manifest.dependencies['@cloudwerk/core']).toBe(own.version)
  expect(manifest.devDependencies['@cloudwerk/dev']).toBe(own.version)
  expect(await readFile(join(folder, 'README.md'), 'utf8')).toMatch(/^# shop\n/)
  expect(await readFile(join(folder, 'wrangler.jsonc'), 'utf8')).toContain('"name": "shop",')
  expect(await readdir(folder)).toEqual(expect.arrayContaining(['.gitignore', 'app']))
  expect(await readdir(folder)).not.toContain('_gitignore')
})

test('packed packages are taken from a folder', async () => {
  const folder = join(base, 'shop')
  await createApp({ folder, packages: '/packs' })
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  expect(manifest.dependencies['@cloudwerk/core']).toMatch(/^file:\/packs\/cloudwerk-core-.*\.tgz$/)
})

test('a folder that is not empty is refused and left as it was', async () => {
  const folder = join(base, 'shop')
  await mkdir(folder)
  await writeFile(join(folder, 'mine.txt'), 'keep')
  await expect(createApp({ folder })).rejects.toThrow(/shop is not empty/)
  expect(await readdir(folder)).toEqual(['mine.txt'])
})

test.each(['Shop', '-x', 'a b', 'x'.repeat(60)])('the name %s is refused', async (name) => {
  await expect(createApp({ folder: join(base, name) })).rejects.toThrow(/cannot be the name/)
  expect(await readdir(base)).toEqual([])
})
