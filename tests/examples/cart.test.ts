import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'
import { runExample } from './run-example.ts'

const shop = runExample('cart', 'dev')

const add = (visitor: string, body: object) => shop.call('POST', `/api/cart/${visitor}`, { body })

test('quantities add up, products can be removed, and invalid quantities are refused', async () => {
  await add('ann', { productId: 'apple', quantity: 2 })
  await add('ann', { productId: 'pear' })
  expect((await add('ann', { productId: 'apple', quantity: 1 })).body).toEqual([
    { productId: 'apple', quantity: 3 },
    { productId: 'pear', quantity: 1 },
  ])
  expect((await add('ann', { productId: 'apple', quantity: -1 })).status).toBe(422)
  expect((await shop.call('DELETE', '/api/cart/ann?productId=pear')).body).toEqual([
    { productId: 'apple', quantity: 3 },
  ])
})

test('a checkout writes the order to D1 and empties the cart; a failed one changes nothing', async () => {
  await add('bob', { productId: 'plum', quantity: 4 })
  const failed = await shop.call('POST', '/api/cart/bob/checkout')
  expect(failed.status).toBe(500)
  expect((await shop.call('GET', '/api/cart/bob')).body).toHaveLength(1)

  await migrate()
  const { status, body } = await shop.call('POST', '/api/cart/bob/checkout')
  expect(status).toBe(201)
  expect((await shop.call('GET', '/api/cart/bob')).body).toEqual([])
  const items = [{ productId: 'plum', quantity: 4 }]
  expect((await shop.call('GET', `/api/orders/${body.orderId}`)).body).toEqual(items)
  expect(await shop.call('POST', '/api/cart/bob/checkout')).toMatchObject({
    status: 409,
    body: { error: 'The cart is empty' },
  })

  await add('bob', { productId: 'fig', quantity: 1 })
  await shop.killAndStart()
  expect((await shop.call('GET', '/api/cart/bob')).body).toEqual([
    { productId: 'fig', quantity: 1 },
  ])
  expect((await shop.call('GET', `/api/orders/${body.orderId}`)).body).toEqual(items)
})

test('a cart that version 1 has stored keeps its items', async () => {
  await add('cyd', { productId: 'plum' })
  const start = await shop.kill()
  storeState('cyd', '[1,{"items":[{"productId":"apple","quantity":2}],"orderId":"first"}]')
  await start()
  expect((await add('cyd', { productId: 'apple', quantity: 1 })).body).toEqual([
    { productId: 'apple', quantity: 3 },
  ])
})

/** Replaces the stored state of a visitor's cart while nothing runs. */
function storeState(visitor: string, row: string): void {
  const folder = join(inject('builtExamples'), 'cart/.wrangler/state/v3/do')
  for (const file of globSync('*/*.sqlite', { cwd: folder })) {
    const database = new DatabaseSync(join(folder, file))
    const tables = database.prepare("SELECT 1 FROM sqlite_master WHERE name = '__cloudwerk_state'")
    if (tables.get()) {
      // Row 0 has the object's name, row 1 its state.
      const update = `UPDATE __cloudwerk_state SET data = ? WHERE id = 1
        AND EXISTS (SELECT 1 FROM __cloudwerk_state WHERE id = 0 AND data = ?)`
      database.prepare(update).run(row, visitor)
    }
    database.close()
  }
}

/** Runs the example's `migrate` script. */
async function migrate(): Promise<void> {
  const folder = join(inject('builtExamples'), 'cart')
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const [command, ...args] = scripts.migrate.split(' ')
  const env = { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false' }
  await promisify(execFile)(join(folder, 'node_modules/.bin', command), args, { cwd: folder, env })
}
