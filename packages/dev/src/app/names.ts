import { basename } from 'node:path/posix'
import { UserError } from '../user-error.ts'

/** What the optional `name` of a definition must look like, and what file names turn into. */
export const classNamePattern: RegExp = /^[A-Z][A-Za-z0-9]*$/

/**
 * The class name a file gives: `chat-room.ts`, `chat_room.ts`, `chat.room.ts` and `chatRoom.ts` all
 * give `ChatRoom`. Capitals inside a word stay, so `URLCache.ts` gives `URLCache`.
 *
 * @throws UserError for a name with other characters, or with a digit in front.
 */
export function classNameOf(file: string): string {
  const stem = stemOf(file)
  const className = pascalCase(stem)
  if (/^[\w.-]+$/.test(stem) && classNamePattern.test(className)) return className
  throw new UserError(`No class name can be derived from the file name "${basename(file)}".`, {
    file,
    hint: `Rename it, for example to ${suggestionFor(stem)}${file.slice(file.lastIndexOf('.'))}: letters, digits, "-", "_" and ".", with a letter in front.`,
  })
}

/** The binding in `env`: `ChatRoom` gives `CHAT_ROOM`, `URLCache` gives `URL_CACHE`. */
export function bindingOf(className: string): string {
  return className
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toUpperCase()
}

function stemOf(file: string): string {
  return basename(file).replace(/\.[^.]+$/, '')
}

function pascalCase(stem: string): string {
  return stem
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}

function suggestionFor(stem: string): string {
  const ascii = stem.normalize('NFKD').replace(/\p{M}/gu, '')
  const words = ascii.split(/[^A-Za-z0-9]+/).filter(Boolean)
  return words.join('-').replace(/^[^A-Za-z]+/, '') || ['object', ...words].join('-')
}
