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

/** Whether Debian's Chromium is installed; scripts/install-chromium.sh installs it. */
export const hasBrowser: boolean = existsSync(executablePath)

if (!hasBrowser) {
  console.warn(
    `The browser tests are skipped: ${executablePath} is missing. Install it with scripts/install-chromium.sh.`,
  )
}

const args = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

/** Starts a browser in a separate process, so that a test can kill it to simulate a crash. */
export async function startBrowser(): Promise<{ browser: Browser; server: BrowserServer }> {
  const server = await chromium.launchServer({ executablePath, args, host: '127.0.0.1' })
  return { browser: await chromium.connect(server.wsEndpoint()), server }
}

/** Opens a page in a new profile. It waits for elements as long as a test can take. */
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
  /** Opens a page in a new profile, as somebody who has chosen a name before. */
  visit(url: string, visit?: Visit): Promise<Page>
  /** Closes the pages. Fails if any page logged an error to its console. */
  leave(...pages: Page[]): Promise<void>
}

export interface Visit {
  /** Without a name, a guest. */
  name?: string
  /** Uses this browser instead of the one that the tests of the file share. */
  from?: Browser
  /** Navigates to the page that shows who is there. */
  enter?(page: Page): Promise<void>
}

/** Runs a browser for the tests of one file. */
export function useVisitors(): Visitors {
  let started: Awaited<ReturnType<typeof startBrowser>> | undefined
  let complaints: string[] = []
  let contexts: BrowserContext[] = []
  beforeAll(async () => {
    started = await startBrowser()
  })
  // A failed test leaves pages open, and their errors must not fail the next test.
  afterEach(async () => {
    await Promise.allSettled(contexts.map((context) => context.close()))
    contexts = []
    complaints = []
  })
  afterAll(() => started?.server.close())
  const current = () => {
    if (!started) throw new Error('The browser is not running yet.')
    return started.browser
  }
  return {
    get browser() {
      return current()
    },
    async visit(url, { name, from = current(), enter } = {}) {
      const page = await openPage(from)
      contexts.push(page.context())
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => {
        // The browser itself logs an error for each WebSocket that a killed server drops.
        const isOurs = !/WebSocket connection/.test(message.text())
        if (message.type() === 'error' && isOurs) complaints.push(message.text())
      })
      if (name) await page.addInitScript(`localStorage.name ??= ${JSON.stringify(name)}`)
      await page.goto(url)
      await enter?.(page)
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

/** The names of the people whom the page shows as online. */
export const namesOn = (page: Page): Promise<string[]> =>
  page.locator('#people-list bdi').allInnerTexts()
