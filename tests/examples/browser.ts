import { existsSync } from 'node:fs'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type BrowserServer,
  chromium,
  type Page,
} from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'

const executablePath = '/usr/bin/chromium'

/** Debian's package; scripts/install-chromium.sh installs it. */
export const hasBrowser: boolean = existsSync(executablePath)

if (!hasBrowser) {
  console.warn(
    `The tests of pages are skipped: there is no ${executablePath}. Install it with scripts/install-chromium.sh.`,
  )
}

const args = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

/** A browser in its own process, which can be killed as if it had crashed. */
export async function startBrowser(): Promise<{ browser: Browser; server: BrowserServer }> {
  const server = await chromium.launchServer({ executablePath, args, host: '127.0.0.1' })
  return { browser: await chromium.connect(server.wsEndpoint()), server }
}

/** A page in its own profile, which waits for elements as long as a test may take. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(240_000)
  return context.newPage()
}

export interface Visitors {
  readonly browser: Browser
  /** Opens a page in its own profile, and answers when it asks for a name. */
  visit(url: string, visit: Visit): Promise<Page>
  /** Closes the pages, and fails if any page logged an error in its console. */
  leave(...pages: Page[]): Promise<void>
}

export interface Visit {
  name: string
  /** A second browser, beside the one of this file. */
  from?: Browser
  /** The path of the page that asks for the name. */
  enter?(page: Page): Promise<void>
}

/** A browser for the tests of one file. */
export function useVisitors(): Visitors {
  let started: Awaited<ReturnType<typeof startBrowser>> | undefined
  let complaints: string[] = []
  let contexts: BrowserContext[] = []
  beforeAll(async () => {
    started = await startBrowser()
  })
  // A failed test leaves its pages open; what they log is not about the next test.
  afterEach(async () => {
    await Promise.allSettled(contexts.map((context) => context.close()))
    contexts = []
    complaints = []
  })
  afterAll(() => started?.server.close())
  const current = () => {
    if (!started) throw new Error('The browser does not run yet')
    return started.browser
  }
  return {
    get browser() {
      return current()
    },
    async visit(url, { name, from = current(), enter }) {
      const page = await openPage(from)
      contexts.push(page.context())
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => {
        // The browser itself reports sockets that were dropped when the server was killed.
        const isOurs = !/WebSocket connection/.test(message.text())
        if (message.type() === 'error' && isOurs) complaints.push(message.text())
      })
      await page.goto(url)
      await enter?.(page)
      await page.getByRole('textbox', { name: 'Your name' }).fill(name)
      await page.keyboard.press('Enter')
      await isConnected(page)
      return page
    },
    async leave(...pages) {
      await Promise.all(pages.map((page) => page.context().close()))
      expect(complaints).toEqual([])
    },
  }
}

export const isConnected = (page: Page): Promise<void> =>
  page.locator('#status[data-status=open]').waitFor()

/** Who is online, as the page shows it. */
export const namesOn = (page: Page): Promise<string[]> =>
  page.locator('#people-list bdi').allInnerTexts()
