import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { formatNamespaces } from '../data-directory/namespace-keys.ts'
import { deleteData } from './delete-data.ts'

let data: string

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'cloudwerk-delete-'))
  const keys = new Map([
    ['Cart', 'shop-Cart'],
    ['Order', 'shop-Order'],
  ])
  writeFileSync(join(data, 'objects.json'), formatNamespaces(keys))
  for (const key of keys.values()) {
    mkdirSync(join(data, 'objects', key), { recursive: true })
    for (const name of [`${'a'.repeat(64)}.sqlite`, 'metadata.sqlite']) {
      writeFileSync(join(data, 'objects', key, name), 'x'.repeat(100))
    }
  }
})

afterEach(() => rmSync(data, { recursive: true, force: true }))

const remove = (className: string, confirmed = true, usedBy?: string) =>
  deleteData({ data, className, usedBy, confirm: async () => confirmed })

test('the data of one class goes, and that of the others stays', async () => {
  const folder = join(data, 'objects/shop-Cart')
  expect(await remove('Cart')).toEqual({ folder, objects: 1, bytes: 200 })
  expect(existsSync(folder)).toBe(false)
  expect(existsSync(join(data, 'objects/shop-Order/metadata.sqlite'))).toBe(true)
  expect(JSON.parse(readFileSync(join(data, 'objects.json'), 'utf8')).classes).toEqual({
    Order: { uniqueKey: 'shop-Order' },
  })
  expect(existsSync(join(data, 'lock'))).toBe(false)
})

test.each([
  ['is not confirmed', () => remove('Cart', false), /not confirmed/],
  [
    'is still in the code',
    () => remove('Cart', true, 'app/objects/cart.ts'),
    /cart\.ts defines it/,
  ],
  ['has no data', () => remove('Room'), /no data of the class Room/],
])('nothing goes when the class %s', async (_what, attempt, message) => {
  await expect(attempt).rejects.toThrow(message)
  expect(existsSync(join(data, 'objects/shop-Cart/metadata.sqlite'))).toBe(true)
  expect(existsSync(join(data, 'lock'))).toBe(false)
})
