import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { waitUntil } from '../end-to-end/app.ts'
import { hasBrowser, isConnected, namesOn, useVisitors } from './browser.ts'
import { runExample } from './run-example.ts'

describe.runIf(hasBrowser)('the page of the document', () => {
  const app = runExample('document')
  const visitors = useVisitors()

  async function open(document: string, name: string): Promise<Page> {
    const page = await visitors.visit(`${app.url}/document/${document}`, { name })
    await page.locator('#text:enabled').waitFor()
    return page
  }

  const textOn = (page: Page) => page.getByRole('textbox', { name: 'Text' }).inputValue()
  const isSaved = (page: Page) => page.getByText('Saved', { exact: true }).waitFor()

  /** Moves the cursor to the end of the text `before` and types there. */
  async function write(page: Page, before: string, text: string): Promise<void> {
    await page.evaluate(
      `{ const field = document.querySelector('#text'); field.focus()
      field.selectionStart = field.selectionEnd = field.value.indexOf(${JSON.stringify(before)}) + ${before.length} }`,
    )
    await page.keyboard.type(text, { delay: 15 })
  }

  test('two users who type at the same time get the same text, with all keystrokes', async () => {
    const [ann, bob] = [await open('plan', 'Ann'), await open('plan', 'Bob')]
    await expect.poll(() => namesOn(ann)).toEqual(['Ann', 'Bob'])
    await write(ann, '', 'Milk.\nBread.')
    await waitUntil(async () => (await textOn(bob)) === 'Milk.\nBread.')
    await Promise.all([
      write(ann, 'Milk', ', two bottles, and 😀'),
      write(bob, 'Bread', ' from the bakery at the corner'),
    ])
    const both = 'Milk, two bottles, and 😀.\nBread from the bakery at the corner.'
    for (const page of [ann, bob]) await waitUntil(async () => (await textOn(page)) === both)
    await bob.context().close()
    await waitUntil(async () => (await namesOn(ann)).join() === 'Ann')
    await visitors.leave(ann)
  })

  test('edits made while the server is down are merged when it is back', async () => {
    const [ann, bob] = [await open('kill', 'Ann'), await open('kill', 'Bob')]
    await write(ann, '', 'start end')
    await isSaved(ann)
    await waitUntil(async () => (await textOn(bob)) === 'start end')

    const start = await app.kill()
    await ann.getByText('Reconnecting…').waitFor()
    await write(ann, 'start', ' ann')
    await write(bob, 'end', ' bob')
    await start()
    for (const page of [ann, bob]) {
      await isConnected(page)
      await waitUntil(async () => (await textOn(page)) === 'start ann end bob')
    }
    await bob.reload()
    await waitUntil(async () => (await textOn(bob)) === 'start ann end bob')
    await visitors.leave(ann, bob)
  })

  test('each page shows where the others are', async () => {
    const [ann, bob] = [await open('cursors', 'Ann'), await open('cursors', 'Bob')]
    /** The text before the cursor of somebody, as a page shows it. */
    const before = (page: Page, name: string) =>
      page.evaluate(`{ const caret = document.querySelector('.caret[data-name="${name}"]')
        const range = document.createRange()
        range.selectNodeContents(document.querySelector('#cursors'))
        if (caret) range.setEndBefore(caret)
        caret ? range.toString() : undefined }`)
    await write(ann, '', 'one two')
    await expect.poll(() => before(bob, 'Ann')).toBe('one two')
    for (let step = 0; step < 4; step += 1) await ann.keyboard.press('ArrowLeft')
    await expect.poll(() => before(bob, 'Ann')).toBe('one')
    await write(bob, '', 'zero ')
    await expect.poll(() => before(bob, 'Ann')).toBe('zero one')
    await expect.poll(() => before(ann, 'Bob')).toBe('zero ')
    await ann.context().close()
    await expect.poll(() => bob.locator('.caret').count()).toBe(0)
    await visitors.leave(bob)
  })

  test('an earlier version can be viewed and restored', async () => {
    const [ann, bob] = [await open('old', 'Ann'), await open('old', 'Bob')]
    await write(ann, '', 'from ann')
    await waitUntil(async () => (await textOn(bob)) === 'from ann')
    await write(bob, 'from ann', ' and bob')
    await waitUntil(async () => (await textOn(ann)) === 'from ann and bob')

    const versions = ann.getByRole('region', { name: 'Versions' }).getByRole('button')
    const authors = async () => (await versions.allInnerTexts()).map((text) => text.split('\n')[0])
    await expect.poll(authors).toEqual(['Bob', 'Ann'])
    await versions.last().press('Enter')
    const old = ann.getByRole('region', { name: /^Ann, / })
    await old.getByText('from ann', { exact: true }).waitFor()
    await ann.keyboard.press('Escape')
    expect(await textOn(ann)).toBe('from ann and bob')

    await versions.last().click()
    await old.getByRole('button', { name: 'Restore' }).click()
    for (const page of [ann, bob]) {
      await waitUntil(async () => (await textOn(page)) === 'from ann')
    }
    await expect.poll(() => versions.first().innerText()).toContain('Ann')
    await visitors.leave(ann, bob)
  })
})
