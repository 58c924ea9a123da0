// @ts-check
import { create, find } from '/assets/shared/elements.js'

/** @typedef {{ version: number, author: string, timestamp: number }} Version */

const list = find('versions', HTMLOListElement)
const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
/** What one person writes without a longer pause is one entry. */
const together = 60_000
const shown = 50

/** @type {Map<number, Version>} */
const versions = new Map()

/** @param {readonly Version[]} added */
export function addVersions(added) {
  for (const version of added) versions.set(version.version, version)
}

/** The last version of each entry, the newest first. */
function entries() {
  /** @type {Version[]} */
  const entries = []
  for (const version of [...versions.values()].sort((one, other) => one.version - other.version)) {
    const last = entries[0]
    const isSame = last?.author === version.author && version.timestamp - last.timestamp < together
    if (isSame) entries.shift()
    entries.unshift(version)
  }
  return entries.slice(0, shown)
}

/** @param {Version} version */
export function describe({ author, timestamp }) {
  return `${author}, ${time.format(timestamp)}`
}

/**
 * @param {{ opened: number | undefined, onOpen: (version: Version) => void }} options `opened` is the
 *   version that is shown.
 */
export function showVersions({ opened, onOpen }) {
  find('no-versions', HTMLElement).hidden = versions.size > 0
  const focused = document.activeElement?.getAttribute('data-version')
  list.replaceChildren(
    ...entries().map((entry) => {
      const button = document.createElement('button')
      button.type = 'button'
      button.dataset.version = String(entry.version)
      button.setAttribute('aria-pressed', String(entry.version === opened))
      button.append(
        create('bdi', '', entry.author),
        create('small', '', time.format(entry.timestamp)),
      )
      button.addEventListener('click', () => onOpen(entry))
      return create('li', '', button)
    }),
  )
  const again = focused && list.querySelector(`[data-version="${focused}"]`)
  if (again instanceof HTMLElement) again.focus()
}
