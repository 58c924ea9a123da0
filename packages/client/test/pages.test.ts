import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { hasBrowser, openPage, startBrowser } from '../../../tests/examples/browser.ts'
import { buildPage } from './pages/build-page.ts'
import type { PageWindow } from './pages/page.ts'
import { type Connected, ScriptedObject } from './scripted-object.ts'

const view = { title: 'Lobby', ticks: 0, messages: [{ user: 'bob', text: 'hi' }] }

describe.skipIf(!hasBrowser)('in a browser', () => {
  let started: Awaited<ReturnType<typeof startBrowser>>

  beforeAll(async () => {
    started = await startBrowser()
    return () => started.server.close()
  })

  describe.each(['react', 'vue', 'solid', 'svelte'])('with %s', (framework) => {
    let html: string
    beforeAll(async () => {
      html = `<!doctype html><title>Room</title><body></body>${await buildPage(framework)}`
    })

    async function open({
      holdsTime = false,
    } = {}): Promise<{ object: ScriptedObject; page: Page }> {
      const object = await ScriptedObject.start({ '/': html })
      const page = await openPage(started.browser)
      if (holdsTime) await page.clock.install()
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(error.message))
      onTestFinished(async () => {
        await page.context().close()
        await object.stop()
        expect(complaints).toEqual([])
      })
      await page.goto(object.origin)
      return { object, page }
    }

    async function openLive(): Promise<{ object: ScriptedObject; page: Page; live: Connected }> {
      const { object, page } = await open()
      const live = await object.live(view)
      await shows(page, '0,live,0,')
      return { object, page, live }
    }

    const shows = (page: Page, text: string) =>
      page.locator('output', { hasText: new RegExp(`^${text}$`) }).waitFor()
    const renders = (page: Page) =>
      page.evaluate(() => ({ ...(window as unknown as PageWindow).renders }))

    test('all parts of a page share a connection, and show the state', async () => {
      const { page, live } = await openLive()
      expect(await page.locator('h1').innerText()).toBe('Lobby')
      expect(await page.locator('#texts').innerText()).toBe('hi')
      live.send(['people', [['a', { user: 'ann' }]], [], 1])
      await shows(page, '0,live,1,')
      live.send(['frame', 0, 1, [['=', ['title'], 'Hall']]])
      await page.locator('h1', { hasText: 'Hall' }).waitFor()
    })

    test('a part renders only when what it selects has changed, at 1,000 changes a second', async () => {
      const { page, live } = await openLive()
      const before = await renders(page)
      for (let second = 0; second < 20; second++) {
        for (let at = second * 50; at < second * 50 + 50; at++) {
          live.send(['frame', at, at + 1, [['=', ['ticks'], at + 1]]])
        }
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      await shows(page, '1000,live,0,')
      const after = await renders(page)
      expect(after.title).toBe(before.title)
      expect(after.messages).toBe(before.messages)
      expect(after.all).toBeGreaterThan(before.all ?? 0)
      // The users have changed, but not the texts that are selected.
      live.send(['frame', 1000, 1001, [['=', ['messages', 0, 'user'], 'bo']]])
      live.send(['frame', 1001, 1002, [['=', ['ticks'], -1]]])
      await shows(page, '-1,live,0,')
      expect((await renders(page)).messages).toBe(before.messages)
      live.send(['frame', 1002, 1003, [['=', ['messages', 0, 'text'], 'ho']]])
      await page.locator('#texts', { hasText: 'ho' }).waitFor()
      expect((await renders(page)).title).toBe(before.title)
    })

    test('the connection is kept over a change of the route, and closed when nobody is left', async () => {
      const { object, page, live } = await openLive()
      await page.evaluate(() => {
        const { toggle } = window as unknown as PageWindow
        toggle(false)
        setTimeout(() => toggle(true), 100)
      })
      live.send(['frame', 0, 1, [['=', ['ticks'], 1]]])
      await shows(page, '1,live,0,')
      await page.evaluate(() => (window as unknown as PageWindow).toggle(false))
      await live.closed()
      await page.evaluate(() => (window as unknown as PageWindow).toggle(true))
      await object.live({ ...view, ticks: 7 }, ['e1', 7, 'all'])
      await shows(page, '7,live,0,')
    })

    test('what a call will do is shown at once', async () => {
      const { page, live } = await openLive()
      await page.evaluate(() => (window as unknown as PageWindow).say('new'))
      await page.locator('#texts', { hasText: 'hi,new' }).waitFor()
      expect(await live.next()).toEqual(['call', 1, 'say', ['new']])
      live.send(['frame', 0, 1, [['~', ['messages'], 1, 0, [{ user: 'me', text: 'new' }]]], [1]])
      live.send(['result', 1, 2], ['frame', 1, 2, [['=', ['ticks'], 1]]])
      await shows(page, '1,live,0,')
      expect(await page.locator('#texts').innerText()).toBe('hi,new')
    })

    test.runIf(framework === 'react')(
      'a guess disappears in the same render that shows why it failed',
      async () => {
        const { page, live } = await openLive()
        await page.evaluate(() => (window as unknown as PageWindow).say('bad'))
        await live.next()
        live.send(['error', 1, { code: 'NO', message: 'No.' }])
        await shows(page, '0,live,0,NO')
        const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen)
        expect(seen).toContain('hi,bad|')
        expect(seen).not.toContain('hi,bad|NO')
        expect(seen.slice(seen.lastIndexOf('hi,bad|') + 1)).not.toContain('hi|')
      },
    )

    test.runIf(framework === 'react')(
      'a page on a laptop that was closed for an hour shows what there is now',
      async () => {
        const { object, page } = await open({ holdsTime: true })
        const live = await object.live(view)
        await shows(page, '0,live,0,')
        // The network is gone without a word, and no timer runs meanwhile.
        live.socket.pause()
        await page.clock.fastForward('01:00:00')
        expect(await page.locator('#texts').innerText()).toBe('hi')
        await page.clock.runFor(10_000)
        await shows(page, '0,stale,0,')
        await page.clock.runFor(2_000)
        const again = await object.connected()
        expect(await again.greet(['e2'])).toMatchObject({ label: ['e1', 0, 'all'] })
        again.send(['view', ['e2', 0, 'all'], { ...view, ticks: 9 }])
        await shows(page, '9,live,0,')
      },
    )

    test.runIf(framework === 'react')(
      'a page that somebody looks at again is live again at once',
      async () => {
        const { object, page } = await open({ holdsTime: true })
        const live = await object.live(view)
        await shows(page, '0,live,0,')
        // Nothing else connects it then.
        await page.clock.pauseAt(Date.now() + 1_000)
        live.socket.terminate()
        await shows(page, '0,stale,0,')
        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await object.live({ ...view, ticks: 3 }, ['e1', 3, 'all'])
        await shows(page, '3,live,0,')
      },
    )

    test.runIf(framework === 'react')(
      'dev is told that a page is not to be loaded again before it is connected and its calls are answered',
      async () => {
        const { object, page, live } = await openLive()
        const mayReload = () =>
          page.evaluate<boolean>(
            "dispatchEvent(new Event('cloudwerk:reload', { cancelable: true }))",
          )
        expect(await mayReload()).toBe(true)
        live.socket.terminate()
        await shows(page, '0,stale,0,')
        await page.evaluate(() => (window as unknown as PageWindow).say('meanwhile'))
        expect(await mayReload()).toBe(false)
        const again = await object.live(view)
        await shows(page, '0,live,0,')
        expect(await mayReload()).toBe(false)
        again.send(['result', 1, 1])
        await expect.poll(mayReload).toBe(true)
      },
    )

    test.runIf(framework === 'react')('a page that was offline is live again at once', async () => {
      const { object, page, live } = await openLive()
      live.socket.terminate()
      await shows(page, '0,stale,0,')
      await page.context().setOffline(true)
      await page.context().setOffline(false)
      await object.live({ ...view, ticks: 2 }, ['e1', 2, 'all'])
      await shows(page, '2,live,0,')
    })
  })
})
