import { connect } from '@cloudwerk/client'
import type { Browser, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { Room } from '../../examples/chat/app/message.ts'
import { waitUntil } from '../end-to-end/app.ts'
import { hasBrowser, isConnected, namesOn, openPage, startBrowser, useVisitors } from './browser.ts'
import { runExample } from './run-example.ts'

describe.runIf(hasBrowser)('the page of the chat', () => {
  const app = runExample('chat')
  const visitors = useVisitors()
  const open = (room: string, name: string, from?: Browser) =>
    visitors.visit(`${app.url}/room/${room}`, { name, from })
  const close = (...pages: Page[]) => visitors.leave(...pages)
  const write = async (page: Page, text: string) => {
    await page.getByRole('textbox', { name: 'Message' }).fill(text)
    await page.keyboard.press('Enter')
  }
  const texts = (page: Page) => page.locator('.message:not(.pending) .bubble').allInnerTexts()

  test('messages from three pages arrive in the same order on all of them', async () => {
    const pages = [
      await open('order', 'Ann'),
      await open('order', 'Bob'),
      await open('order', 'Cyd'),
    ]
    await Promise.all(
      pages.map(async (page, index) => {
        for (let number = 0; number < 8; number += 1) await write(page, `${index}: ${number}`)
      }),
    )
    for (const page of pages) await waitUntil(async () => (await texts(page)).length === 24)
    const [first, ...others] = await Promise.all(pages.map(texts))
    for (const other of others) expect(other).toEqual(first)
    for (const index of [0, 1, 2]) {
      const own = first?.filter((text) => text.startsWith(`${index}:`))
      expect(own).toEqual(Array.from({ length: 8 }, (_, number) => `${index}: ${number}`))
    }
    await close(...pages)
  })

  test('a typing notice is shown until the message arrives', async () => {
    const [ann, bob] = [await open('typing', 'Ann'), await open('typing', 'Bob')]
    await ann.getByRole('textbox', { name: 'Message' }).pressSequentially('Hel')
    await bob.getByText('Ann is typing…').waitFor()
    await ann.keyboard.press('Shift+Enter')
    await ann.keyboard.type('lo')
    await ann.keyboard.press('Enter')
    await waitUntil(async () => (await texts(bob))[0] === 'Hel\nlo')
    await expect.poll(() => bob.locator('#typing').innerText()).toBe('')
    await close(ann, bob)
  })

  test('a user whose browser is killed is no longer online', async () => {
    const ann = await open('presence', 'Ann')
    const doomed = await startBrowser()
    await open('presence', 'Bob', doomed.browser)
    await waitUntil(async () => (await namesOn(ann)).join() === 'Ann,Bob')
    await doomed.server.kill()
    await waitUntil(async () => (await namesOn(ann)).join() === 'Ann')
    await ann.getByText('Bob left').waitFor()
    await close(ann)
  })

  test('after kill -9, pages reconnect and show the history and messages written meanwhile', async () => {
    const [ann, bob] = [await open('kill', 'Ann'), await open('kill', 'Bob')]
    await write(ann, 'before')
    await waitUntil(async () => (await texts(bob)).join() === 'before')

    const start = await app.kill()
    await ann.getByText('Reconnecting…').waitFor()
    await write(ann, 'meanwhile')
    await write(ann, 'and more')
    await ann.getByText('No connection. What you write is sent when it is back.').waitFor()
    // "Sending…" appears only after a moment, since most messages arrive before that.
    await expect
      .poll(() => ann.locator('.message.pending').allInnerTexts())
      .toEqual([
        expect.stringMatching(/meanwhile\s+Sending…/),
        expect.stringMatching(/and more\s+Sending…/),
      ])
    await start()
    for (const page of [ann, bob]) {
      await isConnected(page)
      await waitUntil(async () => (await texts(page)).join() === 'before,meanwhile,and more')
      await waitUntil(async () => (await namesOn(page)).join() === 'Ann,Bob')
    }

    await bob.reload()
    await isConnected(bob)
    await waitUntil(async () => (await texts(bob)).join() === 'before,meanwhile,and more')
    await close(ann, bob)
  })

  test('messages written without a connection survive a reload of the page', async () => {
    const [ann, bob] = [await open('reload', 'Ann'), await open('reload', 'Bob')]
    let isAway = true
    await ann.routeWebSocket(/live/, (socket) => {
      if (isAway) socket.close()
      else socket.connectToServer()
    })
    await ann.reload()
    await ann.getByText('Connecting…').waitFor()
    await write(ann, 'kept')
    isAway = false
    await ann.reload()
    await waitUntil(async () => (await texts(bob)).join() === 'kept')
    await waitUntil(async () => (await texts(ann)).join() === 'kept')
    await close(ann, bob)
  })

  test('a guest comes in without a question, and may choose a name later', async () => {
    const bob = await open('guests', 'Bob')
    const guest = await visitors.visit(`${app.url}/room/guests`)
    expect(await guest.getByRole('dialog').isVisible()).toBe(false)
    await bob.getByText(/^Guest \d{4} joined$/).waitFor()
    await write(guest, 'may I?')
    await waitUntil(async () => (await texts(bob)).join() === 'may I?')
    await guest.reload()
    await guest.getByText(/^Guest \d{4} \(you\)$/).waitFor()
    await waitUntil(async () => (await namesOn(bob)).length === 2)

    await guest.getByRole('button', { name: 'Change name' }).click()
    await guest.getByRole('textbox', { name: 'Your name' }).fill('Ann')
    await guest.keyboard.press('Enter')
    await bob.getByText(/^Guest \d{4} is now Ann$/).waitFor()
    await waitUntil(async () => (await namesOn(bob)).join() === 'Ann,Bob')
    expect(await guest.locator('.message.own .bubble').allInnerTexts()).toEqual(['may I?'])
    await close(bob, guest)
  })

  test('a user who changes their name keeps their messages, in all their tabs', async () => {
    const [ann, bob] = [await open('rename', 'Ann'), await open('rename', 'Bob')]
    const second = await ann.context().newPage()
    await second.goto(`${app.url}/room/rename`)
    await isConnected(second)
    await write(ann, 'mine')
    await ann.getByRole('button', { name: 'Change name' }).click()
    await ann.getByRole('textbox', { name: 'Your name' }).fill('Anna')
    await ann.keyboard.press('Enter')
    await waitUntil(async () => (await namesOn(bob)).join() === 'Anna,Bob')
    await bob.getByText('Ann is now Anna').waitFor()
    expect(await bob.locator('.event').allInnerTexts()).toEqual(['Ann is now Anna'])
    expect(await ann.locator('.message.own .bubble').allInnerTexts()).toEqual(['mine'])
    await second.getByText('Anna (you)').waitFor()
    await close(ann, bob)
  })

  test('the title counts messages that arrive while the page is hidden', async () => {
    const [ann, bob] = [await open('unread', 'Ann'), await open('unread', 'Bob')]
    await ann.evaluate(
      "Object.defineProperty(document, 'hidden', { get: () => true, configurable: true })",
    )
    await write(bob, 'one')
    await write(bob, 'two')
    await waitUntil(async () => (await ann.title()) === '(2) unread')
    await ann.evaluate(
      "delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))",
    )
    expect(await ann.title()).toBe('unread')
    await close(ann, bob)
  })

  test('earlier messages are loaded on request', async () => {
    const ann = await open('earlier', 'Ann')
    const filler = connect<Room>(`${app.url.replace('http', 'ws')}/room/earlier/live`)
    for (let number = 1; number <= 70; number += 1) {
      await filler.calls.say(`f${number}`, 'Filler', `f${number}`)
    }
    await ann.getByText('f70', { exact: true }).waitFor()
    filler.close()
    await ann.reload()
    await waitUntil(async () => (await texts(ann)).length === 50)
    await ann.getByRole('button', { name: 'Show earlier messages' }).click()
    await waitUntil(async () => (await texts(ann)).length === 70)
    expect((await texts(ann))[0]).toBe('f1')
    expect(await ann.getByRole('button', { name: 'Show earlier messages' }).isVisible()).toBe(false)
    await close(ann)
  })

  test('HTML in messages is shown as text, and URLs become links', async () => {
    const ann = await open('text', '<b>Ann</b>')
    const text = '<img src=x onerror=alert(1)> see https://example.com/a?b=c.'
    await write(ann, text)
    await waitUntil(async () => (await texts(ann))[0] === text)
    expect(await ann.locator('.bubble a').getAttribute('href')).toBe('https://example.com/a?b=c')
    expect(await ann.locator('.bubble img').count()).toBe(0)
    expect(await namesOn(ann)).toEqual(['<b>Ann</b>'])
    await close(ann)
  })

  test('on a phone, a button shows the list of people, and nothing is wider than the screen', async () => {
    const ann = await open('phone', 'Ann')
    await ann.setViewportSize({ width: 360, height: 640 })
    await write(ann, 'x'.repeat(300))
    await waitUntil(async () => (await texts(ann)).length === 1)
    const width = await ann.evaluate('document.documentElement.scrollWidth')
    expect(width).toBeLessThanOrEqual(360)

    const list = ann.getByRole('complementary', { name: 'People who are here' })
    expect(await list.isVisible()).toBe(false)
    const button = ann.getByRole('button', { name: '1 online, show who' })
    await button.focus()
    await ann.keyboard.press('Enter')
    expect(await list.isVisible()).toBe(true)
    expect(await button.getAttribute('aria-expanded')).toBe('true')
    await ann.keyboard.press('Escape')
    expect(await list.isVisible()).toBe(false)
    await close(ann)
  })

  test('a user can enter a room and change their name with the keyboard alone', async () => {
    const page = await openPage(visitors.browser)
    await page.goto(app.url)
    await page.keyboard.press('Tab')
    await page.keyboard.type('Book Club')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/room/book-club')
    await isConnected(page)
    await page.getByRole('button', { name: 'Change name' }).press('Enter')
    await page.keyboard.type('Anna')
    await page.keyboard.press('Enter')
    await waitUntil(async () => (await namesOn(page)).join() === 'Anna')
    expect(await page.title()).toBe('book-club')
    await close(page)
  })
})
