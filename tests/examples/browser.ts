import { existsSync } from 'node:fs'
import { type Browser, type BrowserServer, chromium } from 'playwright-core'

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

/** A browser of its own process, which can be killed like one that crashed. */
export async function startBrowser(): Promise<{ browser: Browser; server: BrowserServer }> {
  const server = await chromium.launchServer({ executablePath, args, host: '127.0.0.1' })
  return { browser: await chromium.connect(server.wsEndpoint()), server }
}
