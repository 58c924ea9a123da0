import { createElement as h, StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, onTestFinished, test } from 'vitest'
import { hasBrowser, openPage, startBrowser } from '../../../tests/examples/browser.ts'
import { buildPage } from './pages/build-page.ts'
import { Rendered } from './pages/react/rendered.ts'
import { ScriptedObject } from './scripted-object.ts'

const view = { title: 'Lobby', ticks: 3, messages: [{ user: 'bob', text: 'hi' }] }
const from = { view, label: ['e1', 3, 'all'] as const }

test.skipIf(!hasBrowser)(
  'React takes over what a server has rendered, downloads no view and goes on from there',
  async () => {
    const markup = renderToString(h(StrictMode, {}, h(Rendered, { from })))
    const html = `<!doctype html><title>Room</title><div id="root">${markup}</div>
<script>from = ${JSON.stringify(from)}</script>${await buildPage('react', 'hydrate.ts')}`
    const object = await ScriptedObject.start({ '/': html })
    const { browser, server } = await startBrowser()
    onTestFinished(async () => {
      await server.close()
      await object.stop()
    })
    const page = await openPage(browser)
    await page.goto(object.origin)
    const texts = () => page.locator('#root > *').allInnerTexts()
    expect(await texts()).toEqual(['Lobby', 'hi', '3,connecting'])

    await page.evaluate('window.before = document.querySelector("h1"); hydrate()')
    const live = await object.connected()
    const hello = await live.greet(['e1'])
    expect(hello).toMatchObject({
      label: ['e1', 3, 'all'],
      hash: expect.stringMatching(/^\w{16}$/),
    })
    live.send(['same', ['e1', 3, 'all']])
    await page.locator('output', { hasText: '3,live' }).waitFor()
    live.send(['frame', 3, 4, [['=', ['title'], 'Hall']]])
    await page.locator('h1', { hasText: 'Hall' }).waitFor()
    expect(await texts()).toEqual(['Hall', 'hi', '3,live'])
    // It is the server's element, and React has found no difference.
    expect(await page.evaluate('before === document.querySelector("h1")')).toBe(true)
    expect(await page.evaluate('differences')).toEqual([])
  },
)
