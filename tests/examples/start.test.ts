import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { catalogue } from '../../examples/start/app/catalogue.ts'
import { waitUntil } from '../end-to-end/app.ts'
import { hasBrowser, namesOn, openPage, useVisitors } from './browser.ts'
import { runExample } from './run-example.ts'

const app = runExample('start')

test('each example appears on the start page', async () => {
  const { body } = await app.call('GET', '/')
  // A Worker with its own main cannot be part of the start page's app.
  const apart = ['start', 'hono-worker']
  const built = inject('builtExamples')
  const apps = readdirSync(built).filter((name) => existsSync(join(built, name, 'app')))
  const folders = apps.filter((name) => !apart.includes(name))
  expect(folders.length).toBeGreaterThan(10)
  for (const folder of folders) expect(body).toContain(`<code>examples/${folder}</code>`)
})

test.each(catalogue)(
  '$title handles each call that the page suggests',
  async ({ object, name, methods }) => {
    for (const method of methods) {
      const path = `/api/try/${object}/${encodeURIComponent(name)}/${method.name}`
      const { status, body } = await app.call('POST', path, { body: method.args })
      expect({ status, error: body.error }).toEqual({ status: 200 })
    }
  },
)

test('the counter in the README keeps its value after kill -9', async () => {
  expect((await app.call('POST', '/api/counter/alice')).body).toEqual({ value: 5 })
  expect((await app.call('POST', '/api/counter/alice')).body).toEqual({ value: 10 })
  await app.killAndStart()
  expect((await app.call('POST', '/api/counter/alice')).body).toEqual({ value: 15 })
})

test('only methods that the page shows can be called', async () => {
  for (const path of [
    'Bank/x/nothing',
    'Nobody/x/audit',
    'JobQueue/x/setFirstPause',
    'Bank/x/constructor',
  ]) {
    expect((await app.call('POST', `/api/try/${path}`, { body: [] })).status).toBe(404)
  }
  expect((await app.call('POST', '/api/try/Bank/x/audit', { body: {} })).status).toBe(400)
})

describe.runIf(hasBrowser)('the start page', () => {
  const visitors = useVisitors()

  test('counts, calls methods, and shows their errors next to their code', async () => {
    const page = await openPage(visitors.browser)
    const problems: string[] = []
    page.on('pageerror', ({ message }) => problems.push(message))
    await page.goto(app.url)

    await page.getByRole('textbox', { name: 'Name' }).fill('page')
    await page.getByRole('button', { name: 'Add 5' }).click()
    await page.getByRole('button', { name: 'Add 5' }).click()
    await waitUntil(async () => (await page.locator('#counter-value').innerText()) === '10')

    await page.getByText('Bank transfer').click()
    const bank = page.getByRole('region', { name: 'Bank transfer' })
    await bank.getByRole('textbox', { name: 'Bank' }).fill('page')
    await bank.getByRole('button', { name: 'Call' }).click()
    await bank.locator('.results li').first().waitFor()
    await bank.getByLabel('Method').selectOption('transfer')
    await bank.getByRole('textbox', { name: 'from' }).fill('ann')
    await bank.getByRole('spinbutton', { name: 'amount' }).fill('9000')
    await bank.getByRole('button', { name: 'Call' }).click()
    await bank.locator('.results').getByText('Insufficient funds').waitFor()
    await bank.locator('.results').getByText('transfer("ann", "bob", 9000)').waitFor()

    const code = bank.getByRole('region', { name: 'Code of bank-transfer/app/objects/bank.ts' })
    expect(await code.innerText()).toContain("throw new Error('Insufficient funds')")
    expect(problems).toEqual([])
  })

  test.each([
    ['Chat', '/room/start-here'],
    ['Document', '/document/start-here'],
    ['Game room', '/game/start-here'],
  ])('links to the page of %s, which works under the start page', async (title, path) => {
    const page = await visitors.visit(app.url, {
      name: 'Ann',
      enter: async (page) => {
        const card = page.getByRole('region', { name: title, exact: true })
        await card.getByRole('textbox').fill('Start Here')
        await page.keyboard.press('Enter')
        await page.waitForURL(`**${path}`)
      },
    })
    await expect.poll(() => namesOn(page)).toEqual(['Ann'])
    await page.getByRole('link', { name: /^All/ }).click()
    await page.getByRole('heading', { name: 'Counter' }).waitFor()
    await visitors.leave(page)
  })
})
