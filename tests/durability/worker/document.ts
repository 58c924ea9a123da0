import { defineDurableObject } from '@cloudwerk/durable-object'
import { hashText } from './hash-text.ts'

interface Paragraph {
  text: string
  revision: number
}

interface State {
  paragraphs: Paragraph[]
  notes: Record<string, string>
  edits: number
  /** Of all paragraphs and notes, updated by each change. */
  checksum: number
}

/** A state of many pages with changes in random places. */
export const document = defineDurableObject({
  init(): State {
    return { paragraphs: [], notes: {}, edits: 0, checksum: 0 }
  },

  methods: {
    async append(texts: string[]) {
      for (const text of texts) {
        this.state.paragraphs.push({ text, revision: 0 })
        this.state.checksum ^= hashText(text)
      }
      return this.countEdit()
    },
    /** Edits the paragraphs at these places, which are fractions of the length. */
    async edit(places: number[], text: string) {
      const { paragraphs } = this.state
      for (const place of places) {
        const paragraph = paragraphs[Math.floor(place * paragraphs.length)]
        if (!paragraph) continue
        this.state.checksum ^= hashText(paragraph.text) ^ hashText(text)
        paragraph.text = text
        paragraph.revision += 1
      }
      return this.countEdit()
    },
    async remove(place: number, count: number) {
      const { paragraphs } = this.state
      const removed = paragraphs.splice(Math.floor(place * paragraphs.length), count)
      for (const { text } of removed) this.state.checksum ^= hashText(text)
      return this.countEdit()
    },
    async trim(keep: number) {
      const dropped = this.state.paragraphs.slice(0, -keep)
      for (const { text } of dropped) this.state.checksum ^= hashText(text)
      this.state.paragraphs = this.state.paragraphs.slice(-keep)
      return this.countEdit()
    },
    async note(key: string, text: string | null) {
      const before = this.state.notes[key]
      if (before !== undefined) this.state.checksum ^= hashText(key + before)
      if (text === null) delete this.state.notes[key]
      else {
        this.state.notes[key] = text
        this.state.checksum ^= hashText(key + text)
      }
      return this.countEdit()
    },
    async read() {
      return this.state
    },
  },

  helpers: {
    countEdit() {
      this.state.edits += 1
      return this.state.edits
    },
  },
})
