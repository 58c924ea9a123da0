// @ts-check
/** @import { LiveError, LiveObject } from '@cloudwerk/client' */
/** @import { Edited, LiveDocument } from '../protocol.js' */
/** @import { Version } from './versions.js' */

import { connect } from '/assets/client/client.js'
import { find } from '/assets/shared/elements.js'
import {
  createId,
  followName,
  place,
  showLiveStatus,
  showPanel,
  showPeople,
} from '/assets/shared/frame.js'
import { createCursors } from './cursors.js'
import { editBetween } from './edit.js'
import { createSharedText } from './shared-text.js'
import { addVersions, describe, showVersions } from './versions.js'

const path = `/api/documents/${encodeURIComponent(place)}`
const field = find('text', HTMLTextAreaElement)
const note = find('note', HTMLElement)
const old = find('old', HTMLElement)
const oldTitle = find('old-title', HTMLElement)
const restore = find('restore', HTMLButtonElement)

/** Keystrokes within this time are sent together. */
const pause = 80

let me = ''
/** @type {ReturnType<typeof createSharedText> | undefined} */
let shared
let isReading = false
let isSending = false
/** @type {number | undefined} */
let timer
/** @type {number | undefined} */
let quiet
/** Whether a character is being composed: the field must not change meanwhile. */
let isComposing = false
/** The version that is open. @type {Version | undefined} */
let opened

const cursors = createCursors(field)

/** @type {LiveObject<LiveDocument>} */
const live = connect(`${path}/live`)
live.subscribe(show)
live.on('edited', (edited) => {
  // One that is missing in between is read, with those after it.
  if (shared && !isComposing && edited.version === shared.version + 1) follow(edited)
  flush()
})

followName((name) => {
  me = name
  tellOthers()
  show()
})

function show() {
  showLiveStatus(live.status)
  const names = [...new Set([me, ...live.others.map(({ name }) => String(name))])].sort(
    (one, other) => one.localeCompare(other),
  )
  showPeople(names.map((name) => ({ name, note: name === me ? '(you)' : '' })))
  showCursors()
  catchUp()
}

/** Reads the text at first, and later the edits that no event has brought. */
async function catchUp() {
  const version = live.getSnapshot()?.version
  if (version === undefined || live.status !== 'live' || isReading || isComposing) return
  if (shared && shared.version >= version) return
  isReading = true
  try {
    // The event of an edit comes a little after the state that has it.
    if (shared) await new Promise((resolve) => setTimeout(resolve, 100))
    if (!shared) await read()
    else if (shared.version < version) {
      for (const edited of await live.calls.getEdits(shared.version)) follow(edited)
    }
  } catch {
    // The connection was lost; the next state asks again.
  } finally {
    isReading = false
  }
  flush()
  catchUp()
}

async function read() {
  shared = createSharedText(await live.calls.getContent(), createId)
  field.value = shared.text
  field.disabled = false
  field.focus()
  loadVersions()
}

field.addEventListener('compositionstart', () => {
  isComposing = true
})
field.addEventListener('compositionend', () => {
  isComposing = false
  shared?.write(field.value)
  catchUp()
})

function tellOthers() {
  const cursor = shared?.isSaved && { version: shared.version, at: field.selectionEnd }
  // The others move a cursor with the edits, so one that cannot be told yet need not be.
  if (cursor || !shared) live.setPresence({ name: me, ...(cursor && { cursor }) })
}

function showCursors() {
  if (shared) cursors.show(live.others, shared)
}

document.addEventListener('selectionchange', tellOthers)

/** @param {Edited} edited */
function follow(edited) {
  if (!shared || edited.version <= shared.version) return
  shared.follow(edited)
  cursors.follow(edited)
  setText(shared.text)
  showCursors()
  if (edited.author === me) tellOthers()
  addVersions([edited])
  listVersions()
  const saved = shared.isSaved ? 'Saved' : 'Saving…'
  tell(edited.author === me ? saved : `${edited.author} is writing…`)
  clearTimeout(quiet)
  quiet = setTimeout(() => tell(shared?.isSaved ? 'Saved' : 'Saving…'), 2_000)
}

/** Changes the field and keeps the cursor between the same letters. @param {string} text */
function setText(text) {
  const edit = editBetween(field.value, text)
  if (!edit) return
  const { selectionStart, selectionEnd, selectionDirection, scrollTop } = field
  /** @param {number} position */
  const moved = (position) => {
    if (position <= edit.at) return position
    const end = edit.at + edit.remove
    return position >= end ? position + edit.insert.length - edit.remove : edit.at
  }
  field.value = text
  field.setSelectionRange(moved(selectionStart), moved(selectionEnd), selectionDirection)
  field.scrollTop = scrollTop
}

field.addEventListener('input', () => {
  shared?.write(field.value)
  showCursors()
  tell('Saving…')
  clearTimeout(timer)
  timer = setTimeout(flush, pause)
})

/** Sends what is written here, one change after the other. */
async function flush() {
  if (!shared || isSending) return
  const change = shared.sentChange() ?? shared.takeChange()
  if (!change) return
  isSending = true
  try {
    await live.calls.write(me, change)
  } catch (error) {
    const { code, message } = /** @type {LiveError} */ (error)
    const isWorthAnother = ['NOT_CONNECTED', 'UNKNOWN_OUTCOME', 'BUSY'].includes(code)
    if (isWorthAnother) setTimeout(flush, 1_000)
    else {
      // It was undone on disk as well, so show the text of the document.
      shared.dropChange()
      field.value = shared.text
      tell(message, true)
    }
  }
  isSending = false
  // One that is stored but not here yet goes on when it is.
  if (shared.sentChange()?.id !== change.id) flush()
}

addEventListener('beforeunload', (event) => {
  if (shared && !shared.isSaved) event.preventDefault()
})

/** @param {string} text */
function tell(text, isProblem = false) {
  // Screen readers should not read out what changes at each keystroke.
  note.ariaLive = isProblem ? 'assertive' : 'off'
  note.classList.toggle('problem', isProblem)
  if (note.textContent !== text) note.textContent = text
}

async function loadVersions() {
  const response = await fetch(`${path}/edits?limit=500`).catch(() => undefined)
  if (!response?.ok) return
  /** @type {Version[]} */
  const versions = await response.json()
  addVersions(versions)
  listVersions()
}

function listVersions() {
  showVersions({ opened: opened?.version, onOpen: open })
}

/** @param {Version} version */
async function open(version) {
  const response = await fetch(`${path}/versions/${version.version}`).catch(() => undefined)
  if (!response?.ok) return tell('This version cannot be read now. Try again.', true)
  const { content } = await response.json()
  opened = version
  oldTitle.textContent = describe(version)
  find('old-text', HTMLElement).textContent = content
  old.hidden = false
  showPanel(false)
  field.inert = true
  oldTitle.focus()
  listVersions()
}

function close() {
  opened = undefined
  old.hidden = true
  field.inert = false
  field.focus()
  listVersions()
}

restore.addEventListener('click', async () => {
  if (!opened) return
  const body = JSON.stringify({ author: me })
  const address = `${path}/versions/${opened.version}`
  const response = await fetch(address, { method: 'POST', body }).catch(() => undefined)
  if (response?.ok) close()
  else tell('This version cannot be restored now. Try again.', true)
})
find('back-to-now', HTMLButtonElement).addEventListener('click', close)
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && !old.hidden) close()
})
