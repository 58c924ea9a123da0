import { expect } from 'vitest'
import { connect } from '../client.ts'
import type { Random } from '../random.ts'
import { hashText } from '../worker/hash-text.ts'
import { Tally } from './tally.ts'
import type { Workload } from './workload.ts'

interface Document {
  paragraphs: { text: string; revision: number }[]
  notes: Record<string, string>
  edits: number
  checksum: number
}

/** Changes a state of a few hundred KB in many places. */
export function createDocumentLoad(name: string): Workload {
  const edits = new Tally()
  return {
    async act(url, random) {
      const [method, ...args] = chooseChange(random)
      await edits.count(() => connect(url, 'Document', name).call(method, ...args))
    },
    async check(url) {
      const document = await connect(url, 'Document', name).call<Document>('read')
      const texts = document.paragraphs.map(({ text }) => text)
      const notes = Object.entries(document.notes).map(([key, text]) => key + text)
      const checksum = [...texts, ...notes].reduce((sum, text) => sum ^ hashText(text), 0)
      expect(document.checksum).toBe(checksum)
      edits.check(document.edits)
      if (document.edits === 0) await edits.count(() => fill(url, name))
    },
  }
}

/** Stores about 200 KB, so that the state has many pages before the first kill. */
function fill(url: string, name: string): Promise<unknown> {
  const texts = Array.from({ length: 300 }, (_, at) => `${at} `.repeat(175))
  return connect(url, 'Document', name).call('append', texts)
}

function chooseChange(random: Random): [method: string, ...args: unknown[]] {
  const places = Array.from({ length: random.integer(1, 4) }, random.fraction)
  const choice = random.fraction()
  if (choice < 0.4) return ['append', Array.from({ length: 25 }, () => createText(random))]
  if (choice < 0.7) return ['edit', places, createText(random)]
  if (choice < 0.8) return ['remove', random.fraction(), random.integer(1, 10)]
  if (choice < 0.85) return ['trim', 300]
  const key = `note ${random.integer(1, 200)}`
  return ['note', key, random.chance(0.2) ? null : createText(random)]
}

function createText(random: Random): string {
  return `${random.integer(0, 1e9)} `.repeat(random.integer(1, 150))
}
