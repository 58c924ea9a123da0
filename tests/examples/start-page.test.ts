import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { catalogue } from '../../examples/start/app/catalogue.ts'
import { hasBrowser, openPage, useVisitors } from './browser.ts'
import { runExample } from './run-example.ts'

const app = runExample('start')

describe.runIf(hasBrowser)('the start page', () => {
  const visitors = useVisitors()

  async function open(hash = ''): Promise<Page> {
    const page = await openPage(visitors.browser)
    await page.goto(`${app.url}/${hash}`)
    await isLive(page)
    return page
  }

  const follow = async (page: Page, name: string) => {
    await page.getByRole('textbox', { name: 'Name' }).fill(name)
    await page.locator('#counter-path').getByText(encodeURIComponent(name)).waitFor()
    await isLive(page)
  }

  const isLive = (page: Page) => page.locator('#counter-status[data-status=live]').waitFor()
  const value = (page: Page) => page.locator('#counter-value').innerText()
  const opened = (page: Page) => page.locator('details[open]').evaluateAll(idsOf)

  test('says that the server is gone, and that the counter has outlived it', async () => {
    const page = await open()
    await follow(page, 'outlives')
    for (const expected of ['5', '10', '15']) {
      await page.getByRole('button', { name: 'Add 5' }).click()
      await expect.poll(() => value(page)).toBe(expected)
    }
    const start = await app.kill()
    const status = page.locator('#counter-status')
    await status.getByText('Gone. Start the server again with npm start.').waitFor()
    expect(await value(page)).toBe('15')
    await page.getByRole('button', { name: 'Add 5' }).click()
    await page.getByText('The server does not answer.').waitFor()

    await start()
    await status.getByText('Back, still 15').waitFor()
    await page.getByText('The server does not answer.').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Add 5' }).click()
    await status.getByText('Back, now 20').waitFor()
  })

  test('shows what others count, also after the name has changed', async () => {
    const page = await open()
    await follow(page, 'first')
    await follow(page, 'second one')
    expect(await value(page)).toBe('0')
    await app.call('POST', '/api/counter/first')
    await app.call('POST', '/api/counter/second%20one')
    await expect.poll(() => value(page)).toBe('5')
  })

  test('opens one example at a time, and the one that the address names', async () => {
    const page = await open('#wallets')
    expect(await opened(page)).toEqual(['wallets'])
    await page.getByRole('heading', { name: 'Leaderboard' }).click()
    expect(await opened(page)).toEqual(['leaderboard'])
  })

  test('calls each method as suggested, from a field for each parameter', async () => {
    const page = await open()
    for (const { folder, methods, page: own } of catalogue) {
      if (own) continue
      await page.locator(`#${folder} summary`).click()
      const form = page.locator(`#${folder} form`)
      for (const { name, args } of methods) {
        await form.getByLabel('Method').selectOption(name)
        await form.getByRole('button', { name: 'Call' }).click()
        const said = args.map((value) => JSON.stringify(value)).join(', ')
        // The page puts its own address for that of npm start.
        const call = `${name}(${said.replace(/http:\/\/[^/"]+/, app.url)})`
        const result = page.locator(`#${folder} .results li`).first()
        await expect.poll(() => result.locator('code').innerText()).toBe(call)
        expect(await result.locator('.problem').count()).toBe(0)
      }
    }
  })

  test('leaves out empty optional fields, and refuses what is not JSON', async () => {
    const page = await open('#analytics')
    const form = page.locator('#analytics form')
    const last = page.locator('#analytics .results li code').first()
    const call = () => form.getByRole('button', { name: 'Call' }).click()
    await form.getByLabel('properties').fill('')
    await call()
    await expect.poll(() => last.innerText()).toBe('trackEvent("view")')

    await form.getByLabel('properties').fill('{ "page"')
    await call()
    const problem = () => form.locator('textarea').first().evaluate(problemOf)
    expect(await problem()).toContain('properties is JSON')
    await form.getByLabel('properties').fill('')
    await form.getByLabel('timestamp').fill('5')
    await call()
    expect(await problem()).toContain('Fill this one too')
    await form.getByLabel('properties').fill('{ "page": "/" }')
    await call()
    await expect.poll(() => last.innerText()).toBe('trackEvent("view", {"page":"/"}, 5)')
  })
})

// These run in the page, whose types are not known here.
const idsOf = (elements: unknown[]) => (elements as { id: string }[]).map(({ id }) => id)
const problemOf = (field: unknown) => (field as { validationMessage: string }).validationMessage
