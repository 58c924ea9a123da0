import { expect, test } from 'vitest'
import { applyEdit, type Edit, moveEdit } from '../../examples/document/app/edit.ts'
import { openSocket, type TestSocket } from '../end-to-end/open-socket.ts'
import { runExample } from './run-example.ts'

const app = runExample('document')

interface Edited {
  type: 'edited'
  version: number
  edit: Edit
}

/** An editor that follows what it is told. */
class Editor {
  content = ''
  version = 0
  readonly #socket: TestSocket
  readonly name: string

  constructor(name: string, socket: TestSocket) {
    this.name = name
    this.#socket = socket
  }

  static async open(document: string, name: string): Promise<Editor> {
    const socket = await openSocket(`${app.url}/api/documents/${document}`)
    const editor = new Editor(name, socket)
    const { state } = (await socket.next()) as { state: { content: string; version: number } }
    Object.assign(editor, state)
    return editor
  }

  /** Edits the text that it knows of. */
  send(at: number, remove: number, insert: string): void {
    const edit = { at, remove, insert }
    this.#socket.send({ type: 'edit', version: this.version, edit, author: this.name })
  }

  async follow(edits = 1): Promise<void> {
    for (let count = 0; count < edits; count += 1) {
      const { edit, version } = (await this.#socket.next()) as Edited
      this.content = applyEdit(this.content, edit)
      expect(version).toBe(this.version + 1)
      this.version = version
    }
  }

  next(): Promise<unknown> {
    return this.#socket.next()
  }

  close(): Promise<void> {
    return this.#socket.close()
  }
}

test('two editors who write at the same time end with the same text', async () => {
  const ann = await Editor.open('plan', 'ann')
  const bob = await Editor.open('plan', 'bob')
  ann.send(0, 0, 'Buy milk')
  await Promise.all([ann.follow(), bob.follow()])

  // Both on version 1, and both are kept.
  ann.send(0, 3, 'Get')
  bob.send(8, 0, ' and bread')
  await Promise.all([ann.follow(2), bob.follow(2)])
  expect(ann.content).toBe('Get milk and bread')
  expect(bob.content).toBe(ann.content)

  const late = await Editor.open('plan', 'late')
  expect({ content: late.content, version: late.version }).toEqual({
    content: ann.content,
    version: 3,
  })
  await Promise.all([ann.close(), bob.close(), late.close()])
})

test('each version can be read again, also after kill -9', async () => {
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

test('an edit that does not fit is refused, to its author alone', async () => {
  const ann = await Editor.open('short', 'ann')
  ann.send(5, 1, 'x')
  expect(await ann.next()).toMatchObject({ type: 'refused', reason: /does not fit/ })
  ann.version = 7
  ann.send(0, 0, 'x')
  expect(await ann.next()).toMatchObject({ type: 'refused', reason: /no version 7/ })
  expect((await app.call('GET', '/api/documents/short')).body).toEqual({ content: '', version: 0 })
  await ann.close()
})

test('an edit that is moved past another keeps both texts', () => {
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
