import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createApp } from './create-app.ts'
import { CreateError } from './create-error.ts'
import { templateNames } from './templates.ts'

let base: string

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'create-cloudwerk-'))
})
afterEach(() => rm(base, { recursive: true }))

test('a new app has its name, its versions and a .gitignore', async () => {
  const folder = join(base, 'shop')
  await createApp({ folder, template: 'counter' })
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

test.each(templateNames)('the %s app has its own README and tests', async (template) => {
  const folder = join(base, 'shop')
  await createApp({ folder, template })
  expect(await readFile(join(folder, 'README.md'), 'utf8')).toMatch(/^# shop\n/)
  expect(await readdir(join(folder, 'tests'))).toHaveLength(1)
  // Each class of the app has an entry, so that the first build changes nothing.
  const objects = await readdir(join(folder, 'app/objects'))
  const record = await readFile(join(folder, 'wrangler.jsonc'), 'utf8')
  expect(record.match(/"durable-object"/g)).toHaveLength(objects.length)
})

test('packages can be installed from a folder', async () => {
  const folder = join(base, 'shop')
  await createApp({ folder, template: 'counter', packages: '/packs' })
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  expect(manifest.dependencies['@cloudwerk/core']).toMatch(/^file:\/packs\/cloudwerk-core-.*\.tgz$/)
})

test('a folder that is not empty is refused and not changed', async () => {
  const folder = join(base, 'shop')
  await mkdir(folder)
  await writeFile(join(folder, 'mine.txt'), 'keep')
  await expect(createApp({ folder, template: 'counter' })).rejects.toThrow(/shop is not empty/)
  expect(await readdir(folder)).toEqual(['mine.txt'])
})

test('the folder of a new repository counts as empty', async () => {
  const folder = join(base, 'shop')
  await mkdir(join(folder, '.git'), { recursive: true })
  await createApp({ folder, template: 'counter' })
  expect(await readdir(folder)).toEqual(expect.arrayContaining(['.git', '.gitignore', 'app']))
})

test('a folder that cannot be created is reported without a stack', async () => {
  await writeFile(join(base, 'file'), '')
  const refused = createApp({ folder: join(base, 'file/shop'), template: 'counter' })
  await expect(refused).rejects.toBeInstanceOf(CreateError)
  await expect(refused).rejects.toThrow(/file.shop cannot be used: a part of the path is a file/)
})

test.runIf(process.platform === 'linux')(
  'a file system that takes no folders is reported',
  async () => {
    const refused = createApp({ folder: '/proc/shop', template: 'counter' })
    await expect(refused).rejects.toBeInstanceOf(CreateError)
    await expect(refused).rejects.toThrow(
      /cannot be written to \/proc\/shop: .*Choose another folder/,
    )
  },
)

test.each([
  ['My Shop', 'my-shop'],
  ['Läden', 'laden'],
  ['店', 'my-app'],
  ['node_modules', 'node-modules'],
])('for the name %s the name %s is suggested', async (name, suggested) => {
  await expect(createApp({ folder: join(base, name), template: 'counter' })).rejects.toThrow(
    `digits and dashes, such as ${suggested}.`,
  )
})

test.each(['Shop', '-x', 'a b', 'x'.repeat(60)])('the name %s is refused', async (name) => {
  await expect(createApp({ folder: join(base, name), template: 'counter' })).rejects.toThrow(
    /is not a valid name/,
  )
  expect(await readdir(base)).toEqual([])
})
