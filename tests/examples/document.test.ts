import { connect, type LiveObject } from '@cloudwerk/client'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyEdit, type Edit, moveEdit } from '../../examples/document/app/page/edit.js'
import { createSharedText } from '../../examples/document/app/page/shared-text.js'
import type { Change, Edited, LiveDocument } from '../../examples/document/app/protocol.ts'
import { waitUntil } from '../end-to-end/app.ts'
import { runExample } from './run-example.ts'

const app = runExample('document')

/** A client that applies the edits that it receives. */
class Editor {
  content = ''
  version = 0
  readonly page: LiveObject<LiveDocument>
  readonly name: string
  readonly #edits: Edited[] = []

  constructor(document: string, name: string) {
    this.page = connect(`${app.url.replace('http', 'ws')}/api/documents/${document}/live`)
    this.name = name
    this.page.on('edited', (edited) => this.#edits.push(edited))
  }

  static async open(document: string, name: string): Promise<Editor> {
    const editor = new Editor(document, name)
    Object.assign(editor, await editor.page.calls.getContent())
    return editor
  }

  /** Sends an edit of its current version of the text. */
  send(at: number, remove: number, insert: string): Promise<void> {
    const change = { id: crypto.randomUUID(), version: this.version, edit: { at, remove, insert } }
    return this.sendChange(change)
  }

  sendChange(change: Change): Promise<void> {
    return this.page.calls.write(this.name, change)
  }

  /** Applies the next edits that it receives. */
  async follow(edits = 1): Promise<void> {
    for (let count = 0; count < edits; count += 1) {
      await waitUntil(() => this.#edits.length > 0)
      const { edit, version } = this.#edits.shift() as Edited
      this.content = applyEdit(this.content, edit)
      expect(version).toBe(this.version + 1)
      this.version = version
    }
  }

  close(): void {
    this.page.close()
  }
}

test('two clients that edit at the same time get the same text', async () => {
  const ann = await Editor.open('plan', 'ann')
  const bob = await Editor.open('plan', 'bob')
  await ann.send(0, 0, 'Buy milk')
  await Promise.all([ann.follow(), bob.follow()])

  // Both are edits of version 1.
  await Promise.all([ann.send(0, 3, 'Get'), bob.send(8, 0, ' and bread')])
  await Promise.all([ann.follow(2), bob.follow(2)])
  expect(ann.content).toBe('Get milk and bread')
  expect(bob.content).toBe(ann.content)

  const late = await Editor.open('plan', 'late')
  expect({ content: late.content, version: late.version }).toEqual({
    content: ann.content,
    version: 3,
  })
  for (const editor of [ann, bob, late]) editor.close()
})

test('every version can be read, even after kill -9', async () => {
  const edit = (version: number, author: string, change: Edit) =>
    app.call('POST', '/api/documents/log/edits', { body: { version, author, edit: change } })
  await edit(0, 'ann', { at: 0, remove: 0, insert: 'one' })
  expect((await edit(1, 'bob', { at: 3, remove: 0, insert: ' two' })).body).toEqual({
    content: 'one two',
    version: 2,
  })
  await app.killAndStart()
  expect((await app.call('GET', '/api/documents/log')).body).toEqual({
    content: 'one two',
    version: 2,
  })
  expect((await app.call('GET', '/api/documents/log/edits')).body).toMatchObject([
    { version: 2, author: 'bob' },
    { version: 1, author: 'ann' },
  ])
  expect((await app.call('GET', '/api/documents/log/versions/1')).body).toEqual({ content: 'one' })
  expect((await app.call('GET', '/api/documents/log/versions/9')).status).toBe(404)
})

test('an invalid edit is refused', async () => {
  const ann = await Editor.open('short', 'ann')
  const refused = (message: RegExp) => ({
    code: 'REFUSED',
    // toMatchObject would treat a plain RegExp as an object without fields, which always matches.
    message: expect.stringMatching(message),
  })
  await expect(ann.send(5, 1, 'x')).rejects.toMatchObject(refused(/does not fit/))
  ann.version = 7
  await expect(ann.send(0, 0, 'x')).rejects.toMatchObject(refused(/no version 7/))
  expect((await app.call('GET', '/api/documents/short')).body).toEqual({ content: '', version: 0 })
  ann.close()
})

test('an edit that is sent twice is applied once, even after kill -9', async () => {
  const change = { id: 'same', version: 0, edit: { at: 0, remove: 0, insert: 'once' } }
  const ann = await Editor.open('again', 'ann')
  await ann.sendChange(change)
  await app.killAndStart()
  // The page is connected again by itself.
  await ann.sendChange(change)
  expect(await ann.page.calls.getEdits(0)).toMatchObject([{ id: 'same', version: 1 }])
  expect((await app.call('GET', '/api/documents/again')).body).toEqual({
    content: 'once',
    version: 1,
  })
  ann.close()
})

test('any old version can be read and restored', async () => {
  const ann = await Editor.open('long', 'ann')
  const bob = await Editor.open('long', 'bob')
  for (let version = 0; version < 120; version += 1) {
    // In turns, since an object takes a hundred calls of one page at once, and then fifty a second.
    await (version % 2 ? ann : bob).send(version, 0, String(version % 10))
    await Promise.all([ann.follow(), bob.follow()])
  }
  for (const version of [0, 49, 50, 51, 119]) {
    const { body } = await app.call('GET', `/api/documents/long/versions/${version}`)
    expect(body).toEqual({ content: '0123456789'.repeat(12).slice(0, version) })
  }
  const body = { author: 'ann' }
  const restored = await app.call('POST', '/api/documents/long/versions/5', { body })
  expect(restored.body).toEqual({ content: '01234', version: 121 })
  await ann.follow()
  expect(ann.content).toBe('01234')
  expect((await app.call('POST', '/api/documents/long/versions/122', { body })).status).toBe(404)
  ann.close()
  bob.close()
})

test('copies of a text that are edited at the same time converge, in whatever order edits arrive', () => {
  const step = fc.record({
    who: fc.nat(2),
    action: fc.constantFrom('write', 'send', 'receive'),
    at: fc.nat(20),
    remove: fc.nat(3),
    insert: fc.constantFrom('', 'a', 'bc', '😀', 'def'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let ids = 0
      const document = { content: '', edits: [] as Edited[] }
      const copies = [0, 1, 2].map(() => {
        const state = { content: '', version: 0 }
        return { text: createSharedText(state, () => String(ids++)), sent: [] as Change[] }
      })
      const take = () => {
        for (const { sent } of copies) {
          for (const { id, version, edit } of sent.splice(0)) {
            const moved = document.edits
              .slice(version)
              .reduce((own, other) => moveEdit(own, other.edit), edit)
            document.content = applyEdit(document.content, moved)
            const next = document.edits.length + 1
            const rest = { author: '', timestamp: 0 }
            document.edits.push({ id, version: next, edit: moved, ...rest })
          }
        }
      }
      const receive = ({ text }: (typeof copies)[number]) => {
        const [next] = document.edits.slice(text.version)
        if (next) text.follow(next)
        return next !== undefined
      }
      const send = ({ text, sent }: (typeof copies)[number]) => {
        const change = text.takeChange()
        if (change) sent.push(change)
        return change !== undefined
      }
      for (const { who, action, ...edit } of steps) {
        const copy = copies[who] as (typeof copies)[number]
        const { length } = copy.text.text
        const at = Math.min(edit.at, length)
        const remove = Math.min(edit.remove, length - at)
        if (action === 'write') copy.text.write(applyEdit(copy.text.text, { ...edit, at, remove }))
        if (action === 'send') send(copy)
        if (action === 'receive') {
          take()
          receive(copy)
        }
      }
      let isBusy = true
      while (isBusy) {
        const sent = copies.map(send)
        take()
        isBusy = [...sent, ...copies.map(receive)].includes(true)
      }
      for (const { text } of copies) {
        expect(text.text).toBe(document.content)
        expect(text.isSaved).toBe(true)
      }
    }),
    { numRuns: 500 },
  )
})

test('an edit that is rebased onto another one keeps both insertions', () => {
  const text = 'abcdef'
  const edits = allEdits(text.length)
  for (const first of edits) {
    for (const second of edits) {
      const result = applyEdit(applyEdit(text, first), moveEdit({ ...second, insert: 'Y' }, first))
      expect(result).toContain(first.insert)
      expect(result).toContain('Y')
      for (const [index, letter] of [...text].entries()) {
        const isRemoved = [first, second].some(
          ({ at, remove }) => index >= at && index < at + remove,
        )
        expect(result.includes(letter)).toBe(!isRemoved)
      }
    }
  }
})

function allEdits(length: number): Edit[] {
  const places = Array.from({ length: length + 1 }, (_, at) => at)
  return places.flatMap((at) =>
    places.filter((remove) => at + remove <= length).map((remove) => ({ at, remove, insert: 'X' })),
  )
}
