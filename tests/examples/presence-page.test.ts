import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { waitUntil } from '../end-to-end/app.ts'
import { hasBrowser, isConnected, namesOn, startBrowser, useVisitors } from './browser.ts'
import { runExample } from './run-example.ts'

describe.runIf(hasBrowser)('the page of the game room', () => {
  const app = runExample('presence')
  const visitors = useVisitors()
  const open = (room: string, name: string) => visitors.visit(`${app.url}/game/${room}`, { name })

  /** Clicks a square of the board. */
  async function press(page: Page, { x, y }: { x: number; y: number }): Promise<void> {
    const board = page.getByRole('application', { name: 'Board' })
    const place = (await board.boundingBox())?.width ?? 0
    await board.click({ position: { x: ((x + 0.5) / 20) * place, y: ((y + 0.5) / 20) * place } })
  }

  /** The position of a player as a page shows it, such as "3,4". */
  const placeOf = (page: Page, name: string) =>
    page.locator(`.player[data-name="${name}"]`).evaluate((element) => {
      const { style } = element as unknown as { style: { getPropertyValue(name: string): string } }
      return `${style.getPropertyValue('--x')},${style.getPropertyValue('--y')}`
    })

  test('players see each other move, and keep their positions after kill -9', async () => {
    const [ann, bob] = [await open('hall', 'Ann'), await open('hall', 'Bob')]
    await waitUntil(async () => (await namesOn(ann)).join() === 'Ann,Bob')
    await press(ann, { x: 0, y: 0 })
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowLeft']) {
      await ann.keyboard.press(key)
    }
    await waitUntil(async () => (await placeOf(bob, 'Ann')) === '1,1')
    await app.killAndStart()
    await isConnected(bob)
    await waitUntil(async () => (await namesOn(bob)).join() === 'Ann,Bob')
    await expect.poll(() => placeOf(bob, 'Ann')).toBe('1,1')
    await visitors.leave(ann, bob)
  })

  test('all pages show that a player has collected the coin', async () => {
    const [ann, bob] = [await open('coin', 'Ann'), await open('coin', 'Bob')]
    await press(ann, { x: 10, y: 10 })
    for (const page of [ann, bob]) await page.getByText(/Ann.*1 coin$/).waitFor()
    await bob.getByText('Ann has the coin').waitFor()
    await visitors.leave(ann, bob)
  })

  test('a player whose browser is killed disappears from the board', async () => {
    const ann = await open('gone', 'Ann')
    const doomed = await startBrowser()
    await visitors.visit(`${app.url}/game/gone`, { name: 'Bob', from: doomed.browser })
    await ann.locator('.player[data-name=Bob]').waitFor()
    await doomed.server.kill()
    await ann.locator('.player[data-name=Bob]').waitFor({ state: 'detached' })
    await waitUntil(async () => (await namesOn(ann)).join() === 'Ann')
    await visitors.leave(ann)
  })
})
